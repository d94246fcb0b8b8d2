"""How municipal decisions move to Försäkringskassan: where each stands, and what conflicts."""
