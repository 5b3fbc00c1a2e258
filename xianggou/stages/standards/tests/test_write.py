"""A department writes, sends, publishes; nobody else does, and what was published stands still."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests import cast as casting
from tests.bureaus import whole
from xianggou.base.access.actions import NotGranted
from xianggou.base.trail.models import Entry
from xianggou.core.findings import BadInput, Refused, Stale
from xianggou.stages.standards import actions, queries
from xianggou.stages.standards.models import Standard

pytestmark = pytest.mark.django_db


def begun(cast, bureaus, **more):
    return actions.draft(where=cast.county, by=bureaus.writer, catalogue_code="0101", **more)


def written(cast, bureaus, **changed):
    draft = begun(cast, bureaus)
    return actions.edit(draft.pk, by=bureaus.writer, version=1, indicators=whole(**changed))


def sent(cast, bureaus):
    return actions.send(written(cast, bureaus).pk, by=bureaus.writer)


def codes(refused):
    return sorted(f.code for f in refused.value.verdict.findings)


def test_a_draft_begins_with_what_is_published_or_with_nothing(cast, bureaus):
    draft = begun(cast, bureaus)
    assert [i.name for i in queries.indicators(draft.pk)] == [
        "月均清运量",
        "收集点周边无散落垃圾合格率",
        "群众满意度",
    ]
    assert queries.rules_of(draft)[0].name == "农村生活垃圾收运管理规定（示例）"
    actions.drop(draft.pk, by=bureaus.writer, why="重写")

    blank = begun(cast, bureaus, from_published=False)

    assert (blank.number, blank.status, queries.indicators(blank.pk), blank.rules) == (None, "draft", [], [])


def test_an_item_has_one_draft(cast, bureaus):
    begun(cast, bureaus)
    with pytest.raises(BadInput) as refused:
        begun(cast, bureaus)
    assert refused.value.problems[0].code == "standards.draft.one_at_a_time"


@pytest.mark.parametrize("code", ["0105", "0999", ""])
def test_only_the_items_of_one_s_own_department_are_drafted(cast, bureaus, code):
    with pytest.raises((NotGranted, BadInput)):
        actions.draft(where=cast.county, by=bureaus.writer, catalogue_code=code)
    assert not Standard.objects.exclude(status="issued").exists()


@pytest.mark.parametrize("who", ["needs", "finance", "industry", "audit", "mayor"])
def test_other_roles_draft_nothing(cast, bureaus, who):
    with pytest.raises(NotGranted):
        actions.draft(where=cast.county, by=cast[who], catalogue_code="0101")


def test_the_foreign_department_touches_nothing(cast, bureaus):
    draft = written(cast, bureaus)
    for act in (
        lambda: actions.edit(draft.pk, by=bureaus.foreign, version=draft.version, scope="x"),
        lambda: actions.send(draft.pk, by=bureaus.foreign),
        lambda: actions.drop(draft.pk, by=bureaus.foreign, why="x"),
    ):
        with pytest.raises(NotGranted) as refused:
            act()
        assert refused.value.is_hidden
    actions.send(draft.pk, by=bureaus.writer)
    for act in (actions.publish, actions.return_draft):
        with pytest.raises(NotGranted):
            act(draft.pk, by=bureaus.foreign_head, why="x")


def test_a_section_acts_for_its_bureau(cast, bureaus):
    """县财政局's own services are written by its section for performance."""
    assert "财政局" not in queries.departments_of(bureaus.writer, "standards.draft")
    seat = replace(cast["finance"].seats[0], function="绩效管理")
    names = queries.departments_of(replace(cast["finance"], seats=(seat,)), "standards.draft")
    assert names == {"清岚县财政局"}


def test_weights_are_kept_to_the_hundredth_of_a_point(cast, bureaus):
    draft = written(cast, bureaus, weights={"范围": "7.55", "数量": "12.45"})
    assert [i.weight for i in queries.indicators(draft.pk)][:3] == [Decimal("7.55"), Decimal("12.45"), 20]
    assert sum(i.weight_bp for i in queries.indicators(draft.pk)) == 100_00


@pytest.mark.parametrize(
    ("weights", "found"),
    [
        ({"范围": 7}, ["standards.publish.weights_not_full"]),
        ({"范围": "8.01"}, ["standards.publish.weights_not_full"]),
        ({"范围": "7.99", "数量": "12.01"}, []),
    ],
)
def test_sending_asks_for_the_full_hundred(cast, bureaus, weights, found):
    draft = written(cast, bureaus, weights=weights)
    if not found:
        assert actions.send(draft.pk, by=bureaus.writer).status == "sent"
        return
    with pytest.raises(Refused) as refused:
        actions.send(draft.pk, by=bureaus.writer)
    assert codes(refused) == found


def test_sending_names_everything_that_is_open_at_once(cast, bureaus):
    draft = begun(cast, bureaus)
    rows = [*whole()[:4], {**whole()[4], "target": "", "deduction": ""}]
    actions.edit(draft.pk, by=bureaus.writer, version=1, indicators=rows)
    with pytest.raises(Refused) as refused:
        actions.send(draft.pk, by=bureaus.writer)
    assert codes(refused) == [
        "standards.publish.group_missing",
        "standards.publish.no_deduction",
        "standards.publish.not_measurable",
        "standards.publish.weights_not_full",
    ]
    assert refused.value.verdict.findings[0].cites


def test_the_accounting_system_follows_the_day_it_binds_from(cast, bureaus):
    draft = written(cast, bureaus)
    old = [{"name": "《村集体经济组织会计制度》", "issuer": "财政部"}]
    after = actions.edit(
        draft.pk, by=bureaus.writer, version=2, scope="", effective_on=date(2024, 1, 1), rules=old
    )
    with pytest.raises(Refused) as refused:
        actions.send(draft.pk, by=bureaus.writer)
    assert codes(refused) == ["standards.publish.old_accounting"]

    actions.edit(
        draft.pk, by=bureaus.writer, version=after.version, scope="", effective_on=date(2023, 12, 31)
    )
    assert actions.send(draft.pk, by=bureaus.writer).status == "sent"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"weight": "-1"}, "weight"),
        ({"weight": "0.005"}, "weight"),
        ({"weight": "1e9"}, "weight"),
        ({"weight": "NaN"}, "weight"),
        ({"weight": "一"}, "weight"),
        ({"name": ""}, "no_name"),
        ({"name": "好" * 121}, "too_long"),
        ({"name": "a\x00b"}, "nul"),
        ({"group": "安全"}, "unknown_group"),
        ({"target": "𠮷" * 61}, "too_long"),
    ],
)
def test_what_cannot_be_kept_is_named_and_nothing_is_written(cast, bureaus, row, code):
    draft = begun(cast, bureaus)
    before = [i.name for i in queries.indicators(draft.pk)]
    with pytest.raises(BadInput) as refused:
        actions.edit(draft.pk, by=bureaus.writer, version=1, indicators=[{**whole()[0], **row}])
    assert code in {p.code for p in refused.value.problems}
    assert [i.name for i in queries.indicators(draft.pk)] == before


def test_rare_characters_and_short_words_for_groups_are_kept(cast, bureaus):
    draft = begun(cast, bureaus)
    row = {**whole()[0], "group": "质量", "name": "𠮷田村𬭚"}
    actions.edit(draft.pk, by=bureaus.writer, version=1, indicators=[row])
    (one,) = queries.indicators(draft.pk)
    assert (one.group, one.name) == ("服务质量", "𠮷田村𬭚")


def test_a_stale_edit_is_refused(cast, bureaus):
    draft = written(cast, bureaus)
    with pytest.raises(Stale):
        actions.edit(draft.pk, by=bureaus.writer, version=1, scope="全县")


def test_publishing_needs_another_person_and_replaces_the_version_before(cast, bureaus):
    standard = sent(cast, bureaus)
    before = Standard.objects.get(status="issued")
    alone = replace(bureaus.head, person_id=bureaus.writer.person_id)
    with pytest.raises(Refused) as refused:
        actions.publish(standard.pk, by=alone)
    assert codes(refused) == ["standards.publish.own"]

    made = actions.publish(standard.pk, by=bureaus.head)

    before.refresh_from_db()
    assert (before.status, made.number, made.code) == ("replaced", 2, "BZ-0101-2023")
    assert (made.issued_on, made.effective_on) == (date(2023, 3, 1), date(2023, 3, 1))
    assert queries.in_force(casting.PLACE, "0101") == made
    assert queries.in_force(casting.PLACE, "0101", date(2023, 2, 28)) == before
    verbs = list(
        Entry.objects.filter(subject=made.register, object_id=made.pk).values_list("verb", flat=True)
    )
    assert verbs == ["standards.draft", "standards.edit", "standards.send", "standards.publish"]


def test_a_version_for_a_day_to_come_leaves_the_present_one_in_force(cast, bureaus):
    draft = written(cast, bureaus)
    actions.edit(draft.pk, by=bureaus.writer, version=2, scope="全县", effective_on=date(2023, 7, 1))
    actions.send(draft.pk, by=bureaus.writer)
    made = actions.publish(draft.pk, by=bureaus.head)

    assert queries.in_force(casting.PLACE, "0101").number == 1
    casting.set_clock("2023-07-01 09:00")
    assert queries.in_force(casting.PLACE, "0101") == made


def test_what_was_returned_is_mended_and_what_was_sent_is_not(cast, bureaus):
    standard = sent(cast, bureaus)
    with pytest.raises(BadInput) as refused:
        actions.edit(standard.pk, by=bureaus.writer, version=standard.version, scope="x")
    assert refused.value.problems[0].code == "standards.edit.settled"
    with pytest.raises(Stale):
        actions.send(standard.pk, by=bureaus.writer)

    back = actions.return_draft(standard.pk, by=bureaus.head, why="满意度目标太低")
    actions.edit(standard.pk, by=bureaus.writer, version=back.version, scope="全县")
    assert actions.send(standard.pk, by=bureaus.writer).scope == "全县"


def test_a_published_standard_is_acted_on_no_more(cast, bureaus):
    made = actions.publish(sent(cast, bureaus).pk, by=bureaus.head)
    for act in (
        lambda: actions.publish(made.pk, by=bureaus.head),
        lambda: actions.return_draft(made.pk, by=bureaus.head, why="x"),
        lambda: actions.drop(made.pk, by=bureaus.writer, why="x"),
    ):
        with pytest.raises((Stale, Refused)):
            act()


def test_adopting_refuses_one_hundredth_over_the_full_weight(cast):
    with pytest.raises(Refused) as refused:
        actions.adopt(
            where=cast.county, by=cast["finance"], catalogue_code="0101", issued_on=date(2023, 2, 1),
            indicators=whole(weights={"范围": "8.01"}),
        )  # fmt: skip
    assert codes(refused) == ["standards.publish.weights_not_full"]
    assert Standard.objects.get(status="issued").number == 1
