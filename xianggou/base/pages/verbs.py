"""From a dry run of the rules to a button: open, or dashed with the sentence and the clause that keep it closed."""

from __future__ import annotations

from xianggou.base.pages.refusals import findings_shown
from xianggou.base.pages.shapes import Action, Text
from xianggou.core.findings import Level, Verdict


def verb(label: Text, url: str, verdict: Verdict | None = None, *, primary: bool = False) -> Action:
    """The button of an act whose rules were run dry.

    It stays open where nothing was found, where a finding only warns, and where a written reason can lift it:
    the reason is asked on the page of the act.
    """
    hard = [f for f in verdict.findings if f.level is Level.STOP] if verdict is not None else []
    if not hard:
        return Action(label, url, primary=primary)
    first = findings_shown(Verdict(verb="", findings=tuple(hard)))[0]
    cite = first.cites[0] if first.cites else None
    return Action(label, url, open=False, reason=first.what, code=first.code, cite=cite)


def led_by_first_open(actions: list[Action]) -> list[Action]:
    """The same buttons, the first open one primary: it is the act that goes on."""
    found, is_led = [], False
    for one in actions:
        leads = one.open and not is_led
        is_led = is_led or leads
        found.append(
            Action(
                one.label, one.url, post=one.post, primary=leads, open=one.open, reason=one.reason,
                code=one.code, cite=one.cite, once=one.once, confirm=one.confirm,
            )
        )  # fmt: skip
    return found
