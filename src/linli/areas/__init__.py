"""Administrative divisions by published code: find, subtree, parents, locate.

An area's code is the key that every area-bound row carries; a subtree is a prefix. Anybody may read areas; loading is
the owner's.
"""
