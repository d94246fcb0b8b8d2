"""How is it run: command line, settings, wiring, PostgreSQL, the synthetic world."""
