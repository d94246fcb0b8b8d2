"""The read models: what each keeps of a case, and how it is read on a day of reckoning."""
