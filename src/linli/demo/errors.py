"""What can go wrong, in one sentence for the operator."""


class DemoError(Exception):
    """Invented data cannot be built here; the sentence says why and what to do."""
