"""The proof of completeness as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.browse.pages import render
from archive.proof import WALKED, prove

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.proof import Completeness, Proof

_STALE = 30.0  # seconds for which the proof is good enough while a run writes
_STATES = {
    "done": "held",
    "files": "held without all files",
    "waiting": "waiting",
    "failed": "failed",
    "missing": "without a page",
}


async def page(datasette: Any, request: Any) -> Any:
    """Show what every source showed, what became of it, and where sources differ."""
    whole: Completeness = await datasette.read_cached("proof", prove, seconds=_STALE)
    context = {
        "here": "/runs",
        "whole": whole,
        "columns": [name for name in ("files", "waiting", "failed", "missing") if _any(whole, name)],
        "states": _STATES,
        "seen": seen,
        "listed": listed,
    }
    return await render(datasette, request, "completeness.html", context)


def seen(proof: Proof) -> str:
    """Say when a source was last seen to its end, or how far it was."""
    if not proof.passes:
        return "not yet" if proof.source in WALKED else "has none"
    cut = [one for one in proof.passes if one.cut_short]
    if cut:
        return "cut short" if len(proof.passes) == 1 else f"{len(cut)} of {len(proof.passes)} addresses not"
    return (proof.complete_at or "")[:10] or "not yet"


def listed(counts: Mapping[str, int]) -> str:
    """`sitemap 3, probe 2`."""
    return ", ".join(f"{name or 'no language'} {count:,}" for name, count in counts.items())


def _any(whole: Completeness, name: str) -> bool:
    return any(getattr(proof, name) for proof in whole.proofs)
