"""The gallery: which pictures look the same, where each stood, and what can be asked for."""

from __future__ import annotations

import random
import time
from dataclasses import astuple
from typing import TYPE_CHECKING

import pytest

from archive import open_archive
from archive.browse import gallery_data
from archive.browse.alike import Look, groups
from archive.browse.gallery_data import Wanted
from archive.images import same_picture
from tests.browse.desk_server import serving
from tests.changing_archive import drawing, world

if TYPE_CHECKING:
    from pathlib import Path

    import httpx


def _hash(bits: int) -> str:
    return f"{bits:016x}"


def _flipped(bits: int, chance: random.Random, count: int) -> int:
    for bit in chance.sample(range(64), count):
        bits ^= 1 << bit
    return bits


def test_groups_are_those_of_comparing_all_with_all() -> None:
    """The buckets lose no likeness: each picture is alike its leader, and no two leaders are alike."""
    chance = random.Random(5)
    motifs = [chance.getrandbits(64) & chance.getrandbits(64) for _ in range(60)]
    looks = [
        Look(_hash(_flipped(chance.choice(motifs), chance, chance.randrange(6))), size * 4, size * 3)
        for size in (chance.choice([200, 100, 50]) for _ in range(400))
    ]
    found = groups(looks)
    assert sorted(index for members in found for index in members) == list(range(400))
    for leader, *others in found:
        assert all(same_picture(looks[leader].phash, looks[other].phash) for other in others)
        assert all(looks[leader].width >= looks[other].width for other in others)
    leaders = [members[0] for members in found]
    assert not any(same_picture(looks[a].phash, looks[b].phash) for a in leaders for b in leaders if a < b)
    assert len(found) < 300


def test_what_says_nothing_stands_alone() -> None:
    """Plain surfaces, pictures without a hash, and other shapes are not put together."""
    plain = [Look(phash, 400, 300) for phash in ("0" * 16, "0" * 16, "f" * 16, None, None, "0000000000000003")]
    assert groups(plain) == [[0], [1], [2], [3], [4], [5]]
    motif = _hash(0x00130464444CCB9B)
    assert groups([Look(motif, 400, 300), Look(motif, 300, 400)]) == [[0], [1]]
    assert groups([Look(motif, 200, 150), Look(motif, 400, 300), Look(motif, 0, 0)]) == [[1, 0, 2]]


@pytest.mark.parametrize("bits", [64, 32, 16])
def test_twenty_thousand_pictures_are_put_together_quickly(bits: int) -> None:
    """Also where much of each hash is empty, as under a bright sky, the buckets stay small."""
    chance = random.Random(2)
    looks = [Look(_hash(chance.getrandbits(bits) << (64 - bits)), 1200, 900) for _ in range(20_000)]
    began = time.process_time()
    groups(looks)
    assert time.process_time() - began < 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an archive whose pictures come back, are replaced, reduced and shared."""
    made = tmp_path_factory.mktemp("gallery") / "a"
    with world(made) as w:
        with w.run("backfill", 1):
            large, small = w.file("sun.jpg", drawing(size=(800, 600))), w.file("small.png", drawing("PNG", (400, 300)))
            w.save("1", "Summer", "Text.", [large], published="2025-06-01")
            w.save("1", "夏", "字。", [large], lang="tc", published="2025-06-01", category="新聞")
            w.save("2", "Summer again", "Text.", [small], published="2026-01-05", category="Events")
            w.save("3", "Undated", "Text.", [w.file("map.pdf", b"%PDF-1.4 x")], published=None)
        with w.run("update", 2):
            w.save("1", "Summer", "Text.", [w.file("sun.jpg", drawing(night=True))], published="2025-06-01")
        with w.run("update", 3):
            w.save("1", "Summer", "Text.", [large], published="2025-06-01")
    return made


def test_every_picture_with_its_places(folder: Path) -> None:
    """Those of former revisions too; the same motif in two sizes is one group, and the newest post comes first."""
    with open_archive(folder) as archive:
        gallery = gallery_data.read(archive)
        view = archive.rows(
            "SELECT post_id, name, label, url, sha256, first_revision, last_revision, stood_from, stood_until "
            "FROM attachment_versions"
        )
        standings = gallery_data.standings(archive, [1, 2, 3, 4])
    assert sorted(map(str, map(astuple, standings))) == sorted(map(str, view))
    assert [[one.name for one in group.all] for group in gallery.groups] == [["sun.jpg", "small.png"], ["sun.jpg"]]
    assert [place.title for place in gallery.groups[0].places] == ["Summer again", "夏", "Summer"]
    sun, moon = gallery.groups[0].leader, gallery.groups[1].leader
    assert (sun.now, moon.now) == (True, False)
    assert gallery.succeeded == {moon.sha256}
    assert gallery.successors == {sun.sha256}
    (spot,) = gallery_data.series(standings, moon.sha256)
    assert [one.sha256 for one in spot] == [sun.sha256, moon.sha256, sun.sha256]
    assert len(gallery.of(Wanted(each=True))) == 3
    assert len(gallery.of(Wanted(year="2026"))) == 1
    assert len(gallery.of(Wanted(category="Events", lang="tc"))) == 0
    assert gallery.years == {"2026": 1, "2025": 2}


def test_the_pages(folder: Path) -> None:
    """The gallery leads to each picture's page, which names posts, revisions, copies and versions."""
    with serving(folder) as client:
        gallery = client.get("/gallery").text
        assert "3 pictures, 2 where those that look the same stand together" in gallery
        assert client.get("/gallery?lang=tc").text.count('class="tile"') == 1
        assert "No picture fits that" in client.get("/gallery?year=1999").text
        with open_archive(folder) as archive:
            ((sha256,),) = archive.rows("SELECT DISTINCT sha256 FROM attachments WHERE name = 'sun.jpg' LIMIT 1")
        page = client.get(f"/picture/{sha256}").text
        assert "Files that look the same" in page
        assert "Versions under the name sun.jpg" in page
        assert "there now" in page
        assert client.get(f"/picture/{'0' * 64}").status_code == 404
        _check_sizes(client)


def _check_sizes(client: httpx.Client) -> None:
    images = [part.partition(">")[0] for part in client.get("/gallery").text.split("<img ")[1:]]
    assert images
    assert all(" width=" in image and " height=" in image and "lazy" in image for image in images)
