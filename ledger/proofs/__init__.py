"""
Proofs: the transparency log's pure core, in the formats of C2SP and RFC 9162.

What a sealed event's bytes are (`leaf`), the tree over them (`merkle`), how the tree is cut into
files (`tiles`), signed text (`notes`) and the signed head of the tree (`checkpoints`). Keeping
any of it, and reading the rows, belongs to `ledger.store.seals`.
"""
