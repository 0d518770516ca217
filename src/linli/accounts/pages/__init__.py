"""Pages of signing in, of one's own sign-in, and of 管理: rights, posts, units."""
