"""A replica of a news site in many markup families over one set of posts.

`FAMILIES` has every family by name; `SITE` the posts. `python -m tests.replica report` tells which
fields of which family the readers get wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.replica.families import (
    apps,
    boards,
    bootstrap,
    builders,
    carried,
    documents,
    fields,
    institutions,
    nameless,
    offices,
    oldweb,
    plain,
    publishers,
    wordpress,
)
from tests.replica.posts import SITE

if TYPE_CHECKING:
    from tests.replica.family import Family

FAMILIES: dict[str, Family] = {
    kind.name: kind()
    for kind in (
        plain.Plain,
        bootstrap.Bootstrap3,
        bootstrap.Bootstrap5,
        oldweb.BareTables,
        oldweb.FontTags,
        oldweb.WebForms,
        oldweb.SharePoint,
        nameless.DefinitionList,
        nameless.DivSoup,
        nameless.HashedClasses,
        nameless.Utility,
        wordpress.Gutenberg,
        wordpress.Elementor,
        fields.Drupal,
        fields.Joomla,
        builders.WixLike,
        builders.SquarespaceLike,
        builders.WebflowLike,
        publishers.Ghost,
        publishers.Hugo,
        apps.NextReact,
        apps.AngularLike,
        apps.JsonList,
        apps.RailsTrix,
        boards.DiscourseLike,
        apps.AmpLike,
        institutions.Agency,
        institutions.MediaWikiLike,
        boards.MoodleLike,
        institutions.Portal,
        institutions.LastPageLoop,
        offices.Typo3,
        offices.PressRelease,
        offices.Plone,
        offices.Liferay,
        documents.MailNewsletter,
        documents.SharedDocument,
        documents.TeamWiki,
        documents.Headless,
        carried.NextShell,
        carried.StreamShell,
        carried.PackedShell,
        carried.CacheShell,
        carried.LiteralShell,
        carried.IslandShell,
        carried.FunctionShell,
    )
}

__all__ = ["FAMILIES", "SITE"]
