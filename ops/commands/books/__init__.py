"""Commands over the books: the trial balance, and what other programs read."""
