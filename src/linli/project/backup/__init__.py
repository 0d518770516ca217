"""One file that holds an installation without its keys, and the way back from it.

Owns the format of that file, how it is taken while the product runs, and how it is put back and proven. Keys never
lie in it: `base/keys_file.py` carries them apart.
"""

from linli.project.backup.errors import BackupError

__all__ = ["BackupError"]
