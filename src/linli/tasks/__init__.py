"""The ledger of the year's tasks: what a plan wants done, which unit does it until when, and how far it is.

Owns lists, tasks, reports with their evidence, supervision and the three lights. A list is made of a published plan's
rows and keeps its own words from then on; `plans` knows nothing of it. Only `tasks.actions` writes.
"""
