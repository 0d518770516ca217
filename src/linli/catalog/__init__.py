"""Service items: what a resident can ask for, by whom it is handled and in what time."""
