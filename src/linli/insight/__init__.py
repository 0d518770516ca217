"""What plans and figures say together: how far each target is and where it leads, areas side by side, what is amiss,
and the screen on a wall that shows it.

Owns no figure: everything is computed when read, from indicators, plans and tasks. Its tables are of the screens and
of what was amiss when it was last counted.
"""
