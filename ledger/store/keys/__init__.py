"""
Files of keys, which lie outside the database: how they are written and read.
"""
