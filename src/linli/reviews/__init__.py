"""What residents say of the service, for everybody to read: figures of each unit and item, and words after a check.

Owns which words are public and the published figures. Ratings themselves are written by `cases`; nothing here changes
one.
"""
