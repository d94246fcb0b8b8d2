"""
The vault: identity numbers, names and accounts, encrypted per person and outside the log.
"""
