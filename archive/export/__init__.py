"""Exports: one small writer a format, over one shared stream of rows.

`selection` says which posts, `tables` streams their rows, `folder` puts what was written in place whole; the other
modules are the formats. Nothing here holds more than a few rows at a time.
"""
