"""Reports for people: what a run changed and how it went, as text, Markdown, HTML or JSON, and where to send them.

build      archive rows → Report, every text in it one safe line
trouble    which failures are worth a message, and when they are over; pure
as_text …  a Report in one format; pure
fit        the same report, as short as a channel needs it; pure
channels   Apprise, imported when something is sent
"""
