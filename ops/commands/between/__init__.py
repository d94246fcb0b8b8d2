"""Commands about what passes between payers: transfers, reimbursements, debits, sick pay."""
