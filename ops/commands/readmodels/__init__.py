"""Commands over the read models: balances, rebuild, status."""
