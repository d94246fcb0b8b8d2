"""
What passes between payers in the synthetic world, and the truth about it.

Transfers, reimbursement, sick pay, debits and recoveries stand beside the
payments of a case and are drawn with dice of their own, so that none of them
moves another.
"""
