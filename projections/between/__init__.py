"""Read models of money between payers, read on a day of reckoning."""
