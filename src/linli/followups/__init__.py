"""What comes after a case is handled: the resident is asked once more, by somebody who did not do the work.

Owns callbacks and how they are drawn. What the resident answers goes into the case through the actions of `cases`, so
that every figure keeps its one source.
"""
