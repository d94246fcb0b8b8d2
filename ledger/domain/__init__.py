"""The case and its history: what was recorded, folded to one point of knowledge."""
