"""From a verdict of the rules to the refusal panel: stops first, warnings after, every clause with its gist."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext, ngettext

from xianggou.base.access.wording import worded
from xianggou.base.pages.shapes import CiteShown, FindingShown, Text
from xianggou.core.findings import Cite, Finding, Level, Verdict


def cite_shown(cite: Any) -> CiteShown:
    """A clause as pages show it; a local document (no statute behind it) is marked as local."""
    if isinstance(cite, CiteShown):
        return cite
    if not isinstance(cite, Cite):
        return CiteShown(title=str(cite))
    return CiteShown(title=str(cite), gist=cite.gist, since=cite.number, local=not cite.statute)


def finding_shown(finding: Finding) -> FindingShown:
    """A finding in words, from the wording of its room."""
    words = worded(finding)
    cites = tuple(cite_shown(cite) for cite in finding.cites)
    why = str(words["why"])
    return FindingShown(
        code=finding.code,
        what=words["what"],
        stops=finding.blocks,
        cites=cites,
        then=words["then"],
        who=words["who"],
        why="" if why == "、".join(str(cite.title) for cite in cites) else why,
        needs_reason=finding.level is Level.STOP_UNTIL_REASON,
        reason=finding.reason,
    )


def findings_shown(verdict: Verdict | Sequence[FindingShown] | None) -> list[FindingShown]:
    """All findings in words, stops before warnings, each group in the order in which the rules ran."""
    if verdict is None:
        return []
    given = verdict.findings if isinstance(verdict, Verdict) else verdict
    shown = [f if isinstance(f, FindingShown) else finding_shown(f) for f in given]
    return sorted(shown, key=lambda one: not one.stops)


def counted(stops: int, warnings: int) -> str:
    """How many stand in the way, in one sentence."""
    must = ngettext("有 %(n)s 处要先处理", "有 %(n)s 处要先处理", stops) % {"n": stops}
    may = ngettext("%(n)s 处提醒，不挡", "%(n)s 处提醒，不挡", warnings) % {"n": warnings}
    return gettext("，").join(part for part, n in ((must, stops), (may, warnings)) if n)


def panel(verdict: Any, *, heading: Text = "", note: Text = "") -> dict[str, Any]:
    """What the panel's template writes."""
    shown = findings_shown(verdict)
    stops = sum(one.stops for one in shown)
    return {
        "findings": shown,
        "first": shown[0] if shown else None,
        "stops": stops,
        "warnings": len(shown) - stops,
        "counted": counted(stops, len(shown) - stops),
        "heading": heading,
        "note": note,
        "asked": verdict is not None,
    }
