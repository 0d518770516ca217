"""One window: a request from submission to rating.

Owns the case, its parties, attachments and rating. Pages, API and demo all go through its actions or its rules.
"""
