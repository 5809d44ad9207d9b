"""Ways of finding posts: each is a source, and one pass of a source is a sweep."""
