"""What can go wrong with the server, said in one sentence with the way out."""


class PostgresError(Exception):
    """The database server cannot be used; the message is for the operator."""
