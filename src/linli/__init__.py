"""Linli (邻里): community services in towns and villages."""
