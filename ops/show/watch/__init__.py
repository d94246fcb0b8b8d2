"""How anomalies and what is followed up are shown."""
