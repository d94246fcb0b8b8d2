"""What do we show: read models computed from the events."""
