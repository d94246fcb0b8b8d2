"""What a reader should know of a month though it changes no amount: kinds, and who says them."""
