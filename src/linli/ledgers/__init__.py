"""Ledgers of areas: what a clerk defines for each community, township or county, and the dated lines that fill it.

Owns definitions with their versions, lines with their evidence, who has to fill what until when, and the figure a
ledger is: an indicator without code. No line is about a person. Only `ledgers.actions` writes.
"""
