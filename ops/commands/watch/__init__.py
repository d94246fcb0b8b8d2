"""Commands that look for what seems wrong across cases, and follow up what is owed a look."""
