"""Reading pages: bytes and an address in, values and issues out."""
