"""How the installation does: what an operator watches, as figures for monitoring and as a page at the desk.

Totals only, of no place and of no person: who watches the machine need not know whom it serves.
"""
