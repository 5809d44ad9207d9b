"""Keep the records, captures and files of a news site in one folder."""

__version__ = "0.1.0"
