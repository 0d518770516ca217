"""Residents, in a minimal record, and the log of who looked at it."""
