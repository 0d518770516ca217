"""Pages of policies: for everybody in the portal, and the register at the desk."""
