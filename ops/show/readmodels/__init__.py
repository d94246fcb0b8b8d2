"""Read models on the screen and for programs: balances, rebuilds, and how far all has come."""
