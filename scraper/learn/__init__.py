"""Learning a site: look at a few of its pages, and write down as a profile how they are made."""
