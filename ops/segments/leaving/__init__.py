"""
What leaves with the segments: a page to read, and a program that counts them again without us.

It needs Python and pyarrow and imports nothing of ours; nothing of ours imports it.
"""
