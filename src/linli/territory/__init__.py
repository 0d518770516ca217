"""属地: who keeps the ground in order. Grid workers, and the desk's registers of grids, areas and organisations.

What is registered lies in `areas` and `organizations`, below the table of rights; here the right is asked, with the
area it is asked for. Owns the assignment of staff to grids. Holds nothing about residents.
"""
