"""Messages out: an outbox row and its job in the caller's transaction, channels, delivery states."""
