"""
Programs that leave with what they check: each one file, with the standard library and nothing else.

They must not need us, so they import nothing of ours, and nothing of ours but the command that
hands them out may import them.
"""
