"""Plans: read from their text, their targets bound to indicators."""
