"""Pages of notices: for everybody in the portal, and at the desk for who writes them."""
