"""The public JSON of the programs that sites are made with: what it says of posts, and how it is asked."""
