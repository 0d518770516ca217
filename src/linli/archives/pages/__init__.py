"""Pages of archives: in the portal one's own, at the desk for a unit on the case."""
