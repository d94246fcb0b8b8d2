"""The independent truth of the synthetic world: what was owed, and what an audit must find."""
