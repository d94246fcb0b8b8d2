"""
The commands of `kvitto`, one module each, with what they share: options, wiring, failures.

A command reads its options, asks the ledger, shows the answer, and returns an exit code; what the
answer is belongs to the ledger, how it looks to `ops.show`.
"""
