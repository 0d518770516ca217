"""Notices: what a community or a county tells whoever lives there, for some days.

Owns the notices, the place a visitor chose, and how many have read each one: numbers, never who. It does not own
messages about a person's own affairs (`notifications`). Everybody reads; staff write for the areas of their posts.
"""
