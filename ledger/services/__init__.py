"""
What is done with the ledger: documents taken in, commands decided and recorded.

`intake.import_documents(store, documents)` and
`commands.run_command(store, text)` are the two ways in. What may happen is
decided by `ledger.domain.decide`, recording belongs to `ledger.store`.
"""
