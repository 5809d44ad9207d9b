"""The data that a page carries for its scripts: found, decoded, and read as the post that the scripts would show."""
