"""Facts beside decisions and accounts: the register, and what bars or lifts a payment."""
