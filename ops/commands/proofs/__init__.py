"""Commands that seal the log, and prove to whoever doubts it that nothing was altered."""
