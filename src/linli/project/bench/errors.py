"""What can go wrong with a measurement, said in one sentence."""


class BenchError(Exception):
    """The measurement cannot be made, or an answer was not what it must be; the message is for the operator."""
