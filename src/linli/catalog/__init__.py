"""Service items: what a resident can ask for, by whom it is handled and in what time.

Owns the items' files (`data/catalog`), their copy in the database, the search for them and the form each one asks. It
does not own cases: `cases` fixes an item's limit and routing when something is asked for. Everybody may read items,
only the owner of the database loads them.
"""
