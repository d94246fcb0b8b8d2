"""What is sought: one module per rule, each with the minutes and the öre that it finds."""
