"""
What can go wrong with read models; the message says what, why and what now.

    ProjectionError
    ├── ReadModelsUnreachableError   the database did not answer
    ├── ReadModelsOutdatedError      rows of another version or rulebook
    ├── WorkerEndedError             a process ended before its time
    ├── RebuiltElsewhereError        another rebuild ended first
    └── UnknownProjectionError       no read model is called so
"""


class ProjectionError(Exception):
    """A read model cannot be built or read."""


class ReadModelsUnreachableError(ProjectionError):
    """The database did not answer."""


class ReadModelsOutdatedError(ProjectionError):
    """The rows were made by another version of this program, or under another rulebook."""


class WorkerEndedError(ProjectionError):
    """A process that computed rows ended before its time."""


class UnknownProjectionError(ProjectionError):
    """No read model is called so."""


class RebuiltElsewhereError(ProjectionError):
    """Another rebuild of the same read model ended first."""
