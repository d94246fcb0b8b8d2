"""What is true, and may it happen: rulebook, statement, findings, services, store."""
