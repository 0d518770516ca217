"""Social assistance: a need that was found is reported, taken on by a unit, served, passed on, and ends by a date.

Owns needs and nothing else of a person: no list of the poor, no score, no mark on anybody's record. What people said
stands in a need's journal alone, encrypted with its own key, and is destroyed some time after the need has ended.
"""
