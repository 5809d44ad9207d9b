"""The analyst's desk: an archive in the browser, through Datasette. Needs the extra `browse`.

`desk.py` is the application, `plugin.py` what it hangs into Datasette, `routes.py` the list of its pages,
`security.py` what holds for every answer. A page is a function in a module of its own: it reads with
`Desk.read`, and shows with `pages.render`.
"""
