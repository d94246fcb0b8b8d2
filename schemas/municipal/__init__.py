"""What passes between a municipality and Försäkringskassan: transfers, claims, debits."""
