"""Indicators of how registers stand on a day, as plans set targets for them: a share of the communities that have
something, so many for each ten thousand residents, a number by itself.

Definitions are data (`data/indicators/standing`); what can be counted is what the modules of the registers enter as
sources (`areas.standing`). A target without a register says which one it waits for, and is never zero.
"""
