"""Policies: what the rules of the country and the plans of a place promise, for whom, and where it is written.

Owns the register of policies and the few questions that say which of them apply. Answers to these live for one page and
are kept nowhere. Every policy quotes its source and, where there is one, leads to the service item that carries it out.
"""
