"""Breaks a whole installation again and again while people work with it, then proves that nothing was lost.

`make faults` runs it; docs/operations/faults.md says what is broken, what is proven and what came of it.
"""
