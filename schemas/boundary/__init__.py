"""The door: documents from outside, checked strictly before anything is stored."""
