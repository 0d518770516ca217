"""What can go wrong with a backup, said in one sentence with the way out."""


class BackupError(Exception):
    """A backup cannot be taken or put back; the message is for the operator."""
