"""What can go wrong with an archive folder.

ArchiveError
├── NotAnArchive       the folder or file is something else, or nothing at all
├── SchemaTooNew       a later release of this program made it
├── DatabaseDamaged    archive.db is malformed
├── ArchiveLocked      another run is writing to it
├── BlobMissing        a row names bytes that are not there
├── BlobDamaged        the bytes are there, but are not those that were stored
├── WarcDamaged        a capture's record cannot be read back
├── DiskFull           there is no room for what has to be written
└── MissingExtra       a feature needs an optional dependency

Every message says what happened, to what, and what to do next.
"""

from __future__ import annotations


class ArchiveError(Exception):
    """Base of every error that the archive raises on purpose."""


class NotAnArchive(ArchiveError):
    """The folder or file is not an archive of this program."""


class SchemaTooNew(ArchiveError):
    """A later release wrote this archive; this one must not touch it."""


class DatabaseDamaged(ArchiveError):
    """SQLite cannot make sense of `archive.db`; the WARC files and blobs beside it are not affected."""


class ArchiveLocked(ArchiveError):
    """Another process holds the archive's write lock."""


class BlobMissing(ArchiveError):
    """The database names bytes that the blob folder does not hold."""


class BlobDamaged(ArchiveError):
    """A blob's bytes no longer have the digest in its name."""


class WarcDamaged(ArchiveError):
    """A capture's WARC record is missing, cut off or has the wrong digest."""


class DiskFull(ArchiveError):
    """No space is left for a write; what was there before is intact."""


class MissingExtra(ArchiveError):
    """An optional dependency is needed; the message names the extra to install."""
