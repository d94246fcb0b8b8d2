"""The books on the screen and as JSON."""
