"""The form of what passes between payers: claims, and what a municipality hands over."""
