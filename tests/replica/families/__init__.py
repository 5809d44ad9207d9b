"""The markup families, a few to a module."""
