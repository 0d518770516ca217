"""Measures and indicators: every figure computed from service records and open down to them."""
