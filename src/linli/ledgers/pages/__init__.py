"""The desk's pages of ledgers: what is to be filled, and what they ask for."""
