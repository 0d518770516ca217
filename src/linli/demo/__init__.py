"""Invented people and work for a real region, so that Linli can be looked at, shown and measured.

Areas, service items and kinds of unit are real; firms, people, phones and cases are invented. Cases live their lives
through the rules of `cases`, so what is built in bulk obeys what is done by hand.
"""
