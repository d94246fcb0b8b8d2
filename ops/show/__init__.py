"""What a person or a program sees: reports on the screen of a terminal, and as JSON."""
