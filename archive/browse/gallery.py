"""The gallery of all pictures, and the page of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datasette import NotFound

from archive.browse import gallery_data
from archive.browse.gallery_data import Wanted
from archive.browse.pages import Paging, address, given, render, whole
from archive.browse.search_page import NONE
from archive.browse.thumbs import Shown, blob_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archive.browse.gallery_data import Gallery, Group, Picture, Place, Standing
    from archive.db import Archive

_SIZE = 60
_STALE = 30.0  # seconds for which the gallery is good enough while a run writes


@dataclass(frozen=True, slots=True)
class Version:
    """A picture beside its other versions under the same name; `link` is empty for the one that is looked at."""

    standing: Standing
    picture: Picture | None
    shown: Shown | None
    link: str


async def page(datasette: Any, request: Any) -> Any:
    """Show a page of the gallery."""
    gallery = await _gallery(datasette)
    typed = _typed(request)
    wanted = _wanted(typed)
    found = gallery.of(wanted)
    paging = Paging(whole(request, "page", 1) or 1, len(found), _SIZE)
    tiles = [
        (group, _place(group, wanted), _shown(group.leader, 320), _picture_address(group.leader.sha256, typed))
        for group in found[paging.offset : paging.offset + _SIZE]
    ]
    context = {
        "tiles": tiles,
        "gallery": gallery,
        "pictures": sum(len(group.all) for group in found),
        "found": len(found),
        "paging": paging,
        "typed": typed,
        "none": NONE,
        "link": lambda **changes: address("/gallery", typed, **changes),
    }
    return await render(datasette, request, "gallery.html", context)


async def picture(datasette: Any, request: Any) -> Any:
    """Show one picture: large, with every post and revision in which it stood, its copies and other versions."""
    sha256 = request.url_vars["sha256"]
    gallery = await _gallery(datasette)
    group = gallery.by_digest.get(sha256)
    if group is None:
        message = f"No picture with the digest {sha256} is in this archive."
        raise NotFound(message)
    typed = _typed(request)
    one = next(two for two in group.all if two.sha256 == sha256)
    standings = await datasette.read(lambda archive: _standings(archive, group))
    context = {
        "here": "/gallery",
        "picture": one,
        "shown": _shown(one, 1280),
        "whole": blob_address(one.sha256, one.name),
        "copies": [
            (copy, _shown(copy, 320), _picture_address(copy.sha256, typed)) for copy in group.all if copy != one
        ],
        "stood": _stood(one, standings),
        "series": _series(gallery, standings, sha256, typed),
        **_way(gallery, sha256, typed),
    }
    return await render(datasette, request, "picture.html", context)


async def _gallery(datasette: Any) -> Gallery:
    found: Gallery = await datasette.read_cached("gallery", gallery_data.read, seconds=_STALE)
    return found


def _standings(archive: Archive, group: Group) -> list[Standing]:
    return gallery_data.standings(archive, [place.post_id for one in group.all for place in one.places])


def _typed(request: Any) -> dict[str, str | None]:
    return {name: given(request, name) for name in ("year", "category", "lang", "each")}


def _wanted(typed: Mapping[str, str | None]) -> Wanted:
    category, lang = ("" if typed[name] == NONE else typed[name] for name in ("category", "lang"))
    return Wanted(typed["year"] or "", category, lang, each=bool(typed["each"]))


def _place(group: Group, wanted: Wanted) -> Place:
    """The post to name under a picture: the newest that fits what was asked for."""
    return next((place for place in group.places if wanted.fits(place)), group.leader.places[0])


def _picture_address(sha256: str, typed: Mapping[str, str | None]) -> str:
    return address(f"/picture/{sha256}", typed)


def _shown(one: Picture, side: int) -> Shown:
    width, height = one.width or None, one.height or None
    if width and height:
        scale = min(1.0, side / max(width, height))
        width, height = max(1, round(width * scale)), max(1, round(height * scale))
    return Shown(
        f"/-/thumb/{one.sha256}/{side}", blob_address(one.sha256, one.name), one.name or "picture", width, height
    )


def _stood(one: Picture, standings: Sequence[Standing]) -> list[tuple[Place, list[Standing]]]:
    """Each post that has or had the picture, with the revisions through which it stood there."""
    mine = [standing for standing in standings if standing.sha256 == one.sha256]
    return [(place, [own for own in mine if own.post_id == place.post_id]) for place in one.places]


def _series(
    gallery: Gallery, standings: Sequence[Standing], sha256: str, typed: Mapping[str, str | None]
) -> list[list[Version]]:
    """The versions of a picture under the same name, side by side."""
    return [
        [_version(one, _picture(gallery, one.sha256 or ""), sha256, typed) for one in spot]
        for spot in gallery_data.series(standings, sha256)
    ]


def _picture(gallery: Gallery, sha256: str) -> Picture | None:
    group = gallery.by_digest.get(sha256)
    return next((one for one in group.all if one.sha256 == sha256), None) if group else None


def _version(one: Standing, picture: Picture | None, sha256: str, typed: Mapping[str, str | None]) -> Version:
    link = _picture_address(one.sha256, typed) if picture and one.sha256 and one.sha256 != sha256 else ""
    return Version(one, picture, _shown(picture, 640) if picture else None, link)


def _way(gallery: Gallery, sha256: str, typed: Mapping[str, str | None]) -> dict[str, str]:
    """Where the neighbours of a picture are, and the page of the gallery that it is on."""
    found = gallery.of(_wanted(typed))
    at = next((index for index, group in enumerate(found) if any(one.sha256 == sha256 for one in group.all)), None)
    if at is None:
        return {"newer": "", "older": "", "up": address("/gallery", typed)}
    number = at // _SIZE + 1
    return {
        "newer": _picture_address(found[at - 1].leader.sha256, typed) if at else "",
        "older": _picture_address(found[at + 1].leader.sha256, typed) if at + 1 < len(found) else "",
        "up": address("/gallery", typed, page=number if number > 1 else None) + f"#p-{found[at].leader.sha256[:16]}",
        "position": f"{at + 1:,} of {len(found):,}",
    }
