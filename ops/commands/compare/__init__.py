"""Commands that compare: two points on the three axes, and the law with a what-if."""
