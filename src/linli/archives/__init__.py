"""The archive of a case: its whole file as PDF with its evidence, how long it is kept, and how it is destroyed.

Owns files asked for, and what stands where a case was. Everything in a file is read from the modules below.
"""
