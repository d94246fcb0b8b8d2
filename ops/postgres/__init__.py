"""
PostgreSQL for Kvitto: an embedded server or one that is given, its schema and roles.

`open_database` is the one interface:

    with open_database(Path(".kvitto"), url=settings.database_url) as database:
        store = open_store(database.url_application, key)
"""

from ops.postgres.database import Database, open_database
from ops.postgres.refused import DatabaseRefusedError

__all__ = ["Database", "DatabaseRefusedError", "open_database"]
