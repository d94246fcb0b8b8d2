"""The explanation of one case and month: as a tree for a person, and as JSON for a program."""

from ops.show.explain.as_json import explanation_json
from ops.show.explain.explained import Explained
from ops.show.explain.tree import explanation

__all__ = ["Explained", "explanation", "explanation_json"]
