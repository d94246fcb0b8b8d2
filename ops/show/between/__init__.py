"""What passes between payers, on the screen and for a program."""
