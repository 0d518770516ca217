"""The keys as an operator handles them: carried apart from backups, compared with what a database needs, renewed.

What keys are and how they are used is `base/keyring.py` and `base/encryption.py`.
"""
