"""
What can be said: events, their stored names, and the documents at the boundary.

Events are plain frozen dataclasses that know no library. How they are stored
belongs to `ledger.store`, what they mean to `ledger.domain`.
"""
