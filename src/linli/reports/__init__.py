"""Reports of a plan: quarterly, yearly, of a major matter; drafted from figures, worded by a person, issued for ever.

Owns drafts, issued reports and their files. Figures are read from the modules below and copied with their day when a
report is drafted; what is issued is never changed. No person is named in one but who issued it.
"""
