"""
PostgreSQL for Kvitto: an embedded server or one that is given, its schema and roles.

`open_database` is the one interface to use it:

    with open_database(Path(".kvitto"), url=settings.database_url) as database:
        store = open_store(database.url_writer, key)

`ledger_made` answers whether there is one, without making it.
"""

from ops.postgres.database import Database, ledger_made, open_database
from ops.postgres.refused import DatabaseRefusedError

__all__ = ["Database", "DatabaseRefusedError", "ledger_made", "open_database"]
