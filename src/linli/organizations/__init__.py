"""Units and organisations by type and the areas they serve. Their existence, never their members."""
