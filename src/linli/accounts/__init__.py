"""Who signs in, with which posts, and what each role may do."""
