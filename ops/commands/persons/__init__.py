"""
What is kept of persons: shown, forgotten, and the keys it lies under.
"""
