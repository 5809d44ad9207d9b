"""The past, from and into web archives: what they hold of a site, and asking them to hold more."""
