"""What a case file may expect beside the statement of a month: claims, and what is told of them."""
