"""The demonstration: a small news site of our own, with a real HTTP server on loopback.

`serve_demo()` makes the site's pictures, opens a port and serves the site until the `with` block
ends. Nothing here needs a network, and nothing outside the demonstration and the tests uses it.
"""
