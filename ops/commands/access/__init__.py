"""Who looked: which command reads what of whom, recorded before it is shown."""
