"""What a run has done so far, in numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.records import Counts, PostContent, PostKey, Sweep


@dataclass(slots=True)
class Tally:
    """Counters of a run, and what they need to know of its health.

    Attributes:
        posts_completed: held posts whose missing files came.
        rechecked: held posts whose page was asked for again and read.
        read: pages read as posts; `titled`, `dated` and `bodied` say how many of them have each field.
        lengths: the lengths of their bodies, in characters.
        unread: pages that should have been posts and could not be read as such; `unread_at` is one of them.
        passing: failures that a later run may not meet again.
        shared_ids: posts whose address gives the id of another post.
        too_large: files that are larger than all that the run may receive.
        refused: addresses that robots.txt, the site or our own rules forbade.
        requests_elsewhere: requests to a web archive; `bytes_elsewhere` is what came of them.
    """

    posts_new: int = 0
    posts_revised: int = 0
    posts_unchanged: int = 0
    posts_missing: int = 0
    posts_failed: int = 0
    posts_gone: int = 0
    posts_restored: int = 0
    posts_completed: int = 0
    rechecked: int = 0
    files_new: int = 0
    files_known: int = 0
    files_failed: int = 0
    issues: int = 0
    read: int = 0
    unread: int = 0
    titled: int = 0
    dated: int = 0
    bodied: int = 0
    lengths: list[int] = field(default_factory=list)
    unread_at: str = ""
    passing: int = 0
    shared_ids: set[PostKey] = field(default_factory=set)
    too_large: int = 0
    refused: int = 0
    requests_elsewhere: int = 0
    bytes_elsewhere: int = 0
    sweeps: list[Sweep] = field(default_factory=list)

    def note_read(self, content: PostContent) -> None:
        """Count a page that was read as a post, and the fields that it gave."""
        self.read += 1
        self.titled += bool(content.title)
        self.dated += content.published is not None
        self.bodied += bool(content.body)
        self.lengths.append(len(content.body))
        self.issues += len(content.issues)

    @property
    def posts(self) -> int:
        """Posts dealt with in this run, however it went."""
        read = self.posts_new + self.posts_revised + self.posts_unchanged + self.posts_completed
        return read + self.posts_missing + self.posts_failed

    def counts(self, requests: int, bytes_received: int) -> Counts:
        """The numbers as the archive keeps them."""
        return Counts(
            posts_new=self.posts_new,
            posts_revised=self.posts_revised,
            posts_unchanged=self.posts_unchanged,
            posts_missing=self.posts_missing,
            posts_failed=self.posts_failed,
            posts_gone=self.posts_gone,
            posts_restored=self.posts_restored,
            files_new=self.files_new,
            files_known=self.files_known,
            files_failed=self.files_failed,
            requests=requests + self.requests_elsewhere,
            bytes_received=bytes_received + self.bytes_elsewhere,
            issues=self.issues,
            sources=tuple(self.sweeps),
        )
