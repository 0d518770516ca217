"""The desk's registers: grids, areas, organisations. One function per address."""
