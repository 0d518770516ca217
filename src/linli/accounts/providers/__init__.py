"""Ways in by what somebody is known as elsewhere, one small adapter each.

An adapter sends a browser away and tells, when it comes back, whom the other side has named. It knows no account and
writes nothing: whose the name is, `actions.identities` says.
"""
