"""Plays the demo: opens the places, brings in their lists, walks County A through 2023, and stops the clock's jumps.

It can be called as often as one likes: what is there already is left as it is, and a play that was cut off is
taken up where it ended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xianggou.base.people.models import Account
from xianggou.base.trail import queries as trails
from xianggou.base.trail.models import Entry, Installation
from xianggou.core.findings import BadInput, Problem
from xianggou.core.law import library
from xianggou.demo import catalogue, duties, joint_review, lists, needs, pocket, standards, unified, year
from xianggou.demo.cast import Cast
from xianggou.demo.clock import LEFT_AT, set_clock
from xianggou.demo.lists import PLACES
from xianggou.demo.steps import Step, play
from xianggou.web.cli.words import tell

SEED = 2023
# place -> what tells parts of its year
TOLD: dict[str, tuple[Callable[[Cast, int], list[Step]], ...]] = {
    year.SLUG: (duties.county_a, catalogue.county_a, standards.county_a, year.written, unified.county_a),
    joint_review.SLUG: (duties.district_b, catalogue.district_b, pocket.district_b, joint_review.written),
    needs.SLUG: (needs.district_c,),
}


def main(places: Sequence[str] = (), *, progress: Callable[[str], None] = tell, seed: int = SEED) -> int:
    """Play the demo of these places, all three when none is named.  Gives: 0.

    The same seed gives the same records. Raises: BadInput in a real database, or for a place that has no demo.
    """
    chosen = tuple(places) or PLACES
    _refuse_where_it_may_not(chosen)
    before = Entry.objects.count()
    for slug in chosen:
        lists.open_place(slug, progress)
    for slug in chosen:
        pack = library().pack(slug)
        cast = Cast(pack.code)
        if steps := told(slug, cast, seed):
            tally = play(steps, cast, progress)
            progress(f"{pack.name} {year.YEAR} 年：新办 {tally.done} 步，已有 {tally.stood} 步")
    if Entry.objects.count() != before or not Account.objects.filter(is_demo=True).exists():
        set_clock(LEFT_AT)
    for slug in chosen:
        lists.make_accounts(slug, progress)
    progress(f"演示数据齐备，演示时钟：{trails.now():%Y-%m-%d %H:%M}")
    return 0


def told(slug: str, cast: Cast, seed: int) -> list[Step]:
    """Every step of a place's year, from lists, seed and people alone.

    Raises: ValueError when a step falls after the demo's last moment.
    """
    steps = [step for tells in TOLD.get(slug, ()) for step in tells(cast, seed)]
    if late := [step for step in steps if step.at >= LEFT_AT]:
        raise ValueError(f"{late[0].dossier} {late[0].verb} on {late[0].at}: after the demo's end")
    return steps


def _refuse_where_it_may_not(chosen: Sequence[str]) -> None:
    here = trails.installation()
    if here is None or here.kind == Installation.Kind.REAL:
        raise BadInput(
            [Problem(code="demo.play.real", what="这是正式库，不能演示", then="在演示库或培训库中运行")]
        )
    if unknown := [slug for slug in chosen if slug not in PLACES]:
        raise BadInput(
            [
                Problem(
                    code="demo.play.unknown_place",
                    what=f"没有“{unknown[0]}”的演示",
                    then=f"可用：{'、'.join(PLACES)}",
                    value=unknown[0],
                )
            ]
        )
