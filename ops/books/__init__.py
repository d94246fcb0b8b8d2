"""Books as other programs read them: SIE 4I, and the journals of beancount, hledger and Ledger."""
