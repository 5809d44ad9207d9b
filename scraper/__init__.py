"""Visit a news site politely, read its posts, and hand them to the archive."""
