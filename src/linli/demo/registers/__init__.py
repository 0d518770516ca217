"""The registers of the demo: grids and figures, contacts of organisations, households, consents, requests, files.

Each clerk here is a `Keeper`: its verbs leave in memory what the actions of their name leave in the database, rights
unasked; a test does the same by both. What is kept where, and when, stands apart from the verbs.
"""
