"""
Sealed segments: history that leaves the database as plain files, a month in each, with its proof.

`writing` lets the files of one folder grow, `parquet` makes one of them, `manifest` says what they
must be, `balances` what payments came to. `leaving` goes with them, and asks nothing of ours.
"""
