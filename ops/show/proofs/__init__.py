"""What was sealed, and what a verification found, on the screen and as JSON."""
