"""Pages of what residents say: for everybody, for who said it, and at the desk for who looks at words."""
