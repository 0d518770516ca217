"""Measures and indicators: every figure computed from service records and open down to them.

Owns the definitions in `data/indicators`, the rules of counting, the leaf measures and their sums, the marks of what is
to be counted again, and the recount from the journal. It changes no case. Modules above read `queries.rates` and its
neighbours and show `indicators/figures.html`; after writing many cases at once they call `actions.rebuild`.
"""
