"""
How what is kept of persons is shown.
"""
