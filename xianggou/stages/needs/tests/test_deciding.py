"""A person decides: established, joined, left out, merged, parted, answered, pressed, published."""

from datetime import date

import pytest

from tests import cast as people
from tests.cast import set_clock
from xianggou.base.access.actions import NotGranted
from xianggou.base.trail.models import Entry
from xianggou.core.actor import PUBLIC
from xianggou.core.findings import BadInput, Stale
from xianggou.stages.needs import actions, queries
from xianggou.stages.needs.models import Answer, Contact, ListedNeed, Need, NeedsList, Press, Voice
from xianggou.stages.needs.tests.conftest import HOUSING, OLD, STONE, WILLOW, told

pytestmark = pytest.mark.django_db
HERE = people.Where(people.PLACE, people.QINGSHAN)


def voice(**more):
    return actions.speak_up(where=HERE, by=PUBLIC, told=told(channel="公开网页", **more))


def establish(cast, told_voice=None, by="needs", **more):
    facts = {
        "class_name": "环境与人居", "matter": "路灯不亮", "catalogue_code": "0101", "department_code": HOUSING, **more,
    }  # fmt: skip
    return actions.establish((told_voice or voice()).pk, by=cast[by], **facts)


def test_a_voice_becomes_a_numbered_need_with_a_limit(village):
    need = establish(village)
    assert need.code == "NP-590121-2023-0001" and need.department_code == HOUSING
    # 较急: ten working days after Wednesday 2023-03-01
    assert (need.assigned_on, need.due_on) == (date(2023, 3, 1), date(2023, 3, 15))
    told_voice = need.voices.get()
    assert told_voice.status == Voice.Status.JOINED and told_voice.code.startswith("XQ-")


def test_the_priority_is_the_published_formula_part_by_part(village):
    need = establish(village)
    policy = queries.collecting(people.PLACE)
    parts = {p.name: p.points for p in queries.priority_of(need, policy)}
    assert parts == {"urgency": 20, "people": 5, "traits": 4, "voices": 0} and need.score == 29
    for n in range(7):
        actions.join(voice(text=f"又有人说路灯的事{n}").pk, by=village["needs"], need_id=need.pk)
    need.refresh_from_db()
    assert (need.voices_count, need.score) == (8, 39)  # repeated voices count up to the formula's most


@pytest.mark.parametrize(
    "facts",
    [
        {"class_name": "没有这一类"},
        {"matter": ""},
        {"matter": "长" * 61},
        {"catalogue_code": "9999"},
        {"department_code": "nobody"},
        {"text": "短"},
    ],
)
def test_a_need_that_cannot_be_is_refused_whole(village, facts):
    with pytest.raises(BadInput):
        establish(village, **facts)
    assert not Need.objects.exists() and Voice.objects.get().status == Voice.Status.RAISED


def test_a_voice_is_decided_once(village):
    one = voice()
    establish(village, one)
    for act in (
        lambda: establish(village, one),
        lambda: actions.leave_out(one.pk, by=village["needs"], outcome="不列入的理由"),
        lambda: actions.join(one.pk, by=village["needs"], need_id=Need.objects.get().pk),
    ):
        with pytest.raises(Stale):
            act()
    assert Need.objects.count() == 1


@pytest.mark.parametrize("login", ["foreign_needs", "cadre", "housing", "finance"])
def test_only_the_townships_clerk_decides(village, login):
    with pytest.raises(NotGranted):
        establish(village, by=login)


def test_a_voice_of_another_village_is_another_need(village):
    need = establish(village)
    with pytest.raises(BadInput) as bad:
        actions.join(
            voice(village_code=WILLOW, text="柳树村路灯也不亮").pk, by=village["needs"], need_id=need.pk
        )
    assert bad.value.problems[0].code == "needs.told.other_village"


def test_a_need_of_a_merged_village_takes_the_voices_of_its_successor(village):
    need = establish(village)
    Need.objects.filter(pk=need.pk).update(status="open")
    # told before the merger, still under the old code
    old = establish(village, voice(text="另外一件旧桥的事"), matter="旧桥修补")
    assert old.village_code == STONE
    assert queries.same_village(people.PLACE, OLD, STONE, date(2023, 3, 1))
    assert not queries.same_village(people.PLACE, OLD, STONE, date(2022, 6, 1))


def test_what_is_not_taken_up_says_why_to_who_raised_it(village):
    one = voice(contact_phone="13800138000", was_told_why=True)
    with pytest.raises(BadInput):
        actions.leave_out(one.pk, by=village["needs"], outcome="  ")
    actions.leave_out(one.pk, by=village["needs"], outcome="属于个人待遇，请到民政窗口申请")
    one.refresh_from_db()
    assert one.status == Voice.Status.LEFT_OUT and "民政窗口" in one.outcome
    assert Contact.objects.get().keep_until == date(2023, 5, 30)  # ninety days after the answer
    actions.part(one.pk, by=village["needs"], why="重新研究")
    one.refresh_from_db()
    assert (one.status, one.outcome) == (Voice.Status.RAISED, "")


def test_the_only_voice_of_a_need_is_not_parted_from_it(village):
    need = establish(village)
    with pytest.raises(BadInput):
        actions.part(need.voices.get().pk, by=village["needs"], why="拆")
    second = voice(text="路灯不亮再说一次")
    actions.join(second.pk, by=village["needs"], need_id=need.pk)
    actions.part(second.pk, by=village["needs"], why="其实是另一处")
    need.refresh_from_db()
    assert need.voices_count == 1


# Merging


def two(cast):
    return establish(cast), establish(cast, voice(text="村口灯全黑了"), matter="村口照明")


def test_a_merge_keeps_both_codes_and_all_voices_and_can_be_taken_back(village):
    first, second = two(village)
    actions.merge(second.pk, by=village["needs"], into_id=first.pk, why="同一处路灯")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (second.status, second.merged_into_id, first.voices_count) == ("merged", first.pk, 2)
    assert second.voices.count() == 1 and second.code != first.code
    actions.unmerge(second.pk, by=village["needs"], why="看错了")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (second.status, second.merged_into_id, first.voices_count) == ("open", None, 1)


def test_contradictory_merges_are_refused(village):
    first, second = two(village)
    third = establish(village, voice(text="路口灯杆倒了"), matter="灯杆")
    with pytest.raises(BadInput):
        actions.merge(first.pk, by=village["needs"], into_id=first.pk)
    actions.merge(second.pk, by=village["needs"], into_id=first.pk)
    with pytest.raises(BadInput):  # into one that is merged itself
        actions.merge(third.pk, by=village["needs"], into_id=second.pk)
    with pytest.raises(BadInput):  # back again
        actions.merge(first.pk, by=village["needs"], into_id=second.pk)
    with pytest.raises(BadInput):  # one that others were merged into
        actions.merge(first.pk, by=village["needs"], into_id=third.pk)
    with pytest.raises(Stale):  # twice
        actions.merge(second.pk, by=village["needs"], into_id=third.pk)
    with pytest.raises(Stale):  # what was not merged
        actions.unmerge(third.pk, by=village["needs"])
    with pytest.raises(BadInput):
        actions.join(voice(text="又一个灯").pk, by=village["needs"], need_id=second.pk)


def test_needs_of_two_villages_are_not_merged(village):
    first = establish(village)
    other = establish(village, voice(village_code=WILLOW), matter="路灯不亮")
    with pytest.raises(BadInput):
        actions.merge(other.pk, by=village["needs"], into_id=first.pk)


# Likeness


def test_likely_duplicates_are_offered_same_matter_first(village):
    need = establish(village)
    found = queries.likely_needs(
        people.PLACE, people.QINGSHAN, STONE, "路灯坏了，晚上老人不敢出门", matter=""
    )
    assert [n.pk for n, _ in found] == [need.pk] and found[0][1].words
    assert not queries.likely_needs(people.PLACE, people.QINGSHAN, STONE, "请医生来看牙齿")
    named = queries.likely_needs(people.PLACE, people.QINGSHAN, STONE, "请医生来", matter="路灯不亮")
    assert [n.pk for n, _ in named] == [need.pk]


def test_class_and_item_are_proposed_with_their_words(village):
    establish(village)
    best = queries.likely_classes(people.PLACE, "门口路灯又不亮了")[0]
    assert best.key == "环境与人居" and "路灯" in best.words
    assert queries.likely_items(people.PLACE, "垃圾没人清运")[0][0].key == "0101"


# Answers


def answer(cast, need, by="housing", **more):
    facts = {"kind": "done", "text": "已换三盏灯，今晚亮了", **more}
    return actions.answer(need.pk, by=cast[by], **facts)


def test_a_department_answers_in_time(village):
    need = establish(village)
    set_clock("2023-03-15 17:00")
    made = answer(village, need)
    assert (made.is_late, made.code) == (False, "DF-590121-2023-0001")
    need.refresh_from_db()
    assert need.status == Need.Status.ANSWERED
    again = answer(village, need, text="又复查了一次")
    assert again.pk != made.pk and Answer.objects.filter(need=need).count() == 2


@pytest.mark.parametrize("login", ["industry", "needs", "finance", "county_head", "foreign_needs"])
def test_only_the_body_that_was_asked_answers(village, login):
    need = establish(village)
    with pytest.raises(NotGranted):
        answer(village, need, by=login)


def test_a_need_without_a_department_is_answered_by_its_township(village):
    need = establish(village, department_code="", catalogue_code="")
    assert need.department_code == people.QINGSHAN
    assert answer(village, need, by="needs").answered_by == village["needs"].person_id


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "maybe"},
        {"text": " "},
        {"text": "长" * 501},
        {"kind": "project"},
        {"kind": "resource", "promised_on": date(2023, 2, 1)},
    ],
)
def test_an_answer_that_says_nothing_is_refused(village, facts):
    need = establish(village)
    with pytest.raises(BadInput):
        answer(village, need, **facts)
    assert not Answer.objects.exists()


def test_what_is_not_theirs_goes_to_another_body_with_a_new_limit(village):
    need = establish(village)
    answer(village, need, kind="not_ours", text="村内道路照明由镇里管")
    set_clock("2023-03-10 09:00")
    actions.assign(need.pk, by=village["needs"], department_code=people.QINGSHAN, why="改由本镇答复")
    need.refresh_from_db()
    assert (need.status, need.department_code, need.due_on) == ("open", people.QINGSHAN, date(2023, 3, 24))
    answer(village, need, by="needs")
    with pytest.raises(Stale):
        actions.assign(need.pk, by=village["needs"], department_code=HOUSING, why="再转")


# Overdue and pressed


def late(cast):
    need = establish(cast)
    set_clock("2023-03-20 09:00")
    return need


def press(cast, need, by="county_head", **more):
    facts = {"demand": "本周内答复群众", "due_on": date(2023, 3, 24), **more}
    return actions.press(need.pk, by=cast[by], **facts)


def test_the_leader_presses_what_is_overdue_and_another_closes_it(village):
    need = late(village)
    actions.explain(need.pk, by=village["housing"], reason="灯具还在采购")
    order = press(village, need)
    assert (order.code, order.late_days) == ("DB〔2023〕1号", 3)
    entry = Entry.objects.get(verb="needs.press")
    assert [f["code"] for f in entry.findings] in ([], ["needs.answer.overdue"])
    with pytest.raises(BadInput):
        press(village, need)
    with pytest.raises(BadInput):
        actions.close_press(order.pk, by=village["county_head"], result="已办")
    assert answer(village, need).is_late
    actions.close_press(order.pk, by=village["county_head"], result="已到现场看过，灯亮了")
    order.refresh_from_db()
    assert order.status == Press.Status.CLOSED


def test_what_is_not_late_is_not_pressed(village):
    need = establish(village)
    with pytest.raises(BadInput):
        press(village, need)
    set_clock("2023-03-15 23:00")  # the last day is still in time
    with pytest.raises(BadInput):
        press(village, need)


@pytest.mark.parametrize("facts", [{"demand": ""}, {"due_on": date(2023, 3, 20)}])
def test_an_order_looks_ahead_and_demands_something(village, facts):
    need = late(village)
    with pytest.raises(BadInput):
        press(village, need, **facts)


@pytest.mark.parametrize("login", ["needs", "housing", "finance", "mayor"])
def test_only_the_leader_in_charge_presses(village, login):
    need = late(village)
    with pytest.raises(NotGranted):
        press(village, need, by=login)


# Publication


def publish(cast):
    return actions.publish(where=cast.county, by=cast["finance"])


def test_the_list_is_published_in_frozen_versions(village):
    with pytest.raises(BadInput):
        publish(village)
    first, second = two(village)
    issued = publish(village)
    assert (issued.number, issued.classes, issued.needs) == (1, 1, 2)
    with pytest.raises(BadInput):  # nothing changed
        publish(village)
    actions.merge(second.pk, by=village["needs"], into_id=first.pk)
    next_one = publish(village)
    issued.refresh_from_db()
    assert (next_one.number, next_one.needs, issued.status) == (2, 1, NeedsList.Status.REPLACED)
    assert issued.rows.count() == 2  # the old version stays as it was
    assert ListedNeed.objects.filter(needs_list=next_one).get().facts["voices"] == 2


def test_a_township_does_not_publish(village):
    establish(village)
    with pytest.raises(NotGranted):
        actions.publish(where=village.county, by=village["needs"])


def row(**more):
    return {
        "town_code": people.QINGSHAN, "village_code": STONE, "serial": "1", "text": "路灯坏了三个月没人修",
        "raiser": "群众", "channel": "网格走访", "age": "", "traits": [], "people": 20, "urgency": "一般",
        "told_on": date(2023, 2, 1), "class_name": "", **more,
    }  # fmt: skip


def test_voices_of_a_list_are_born_once_and_follow_it_until_decided(village):
    def load(*rows):
        return actions.load_voices(where=HERE, by=village["needs"], rows=rows)

    assert load(row(), row(serial="2", text="公厕没人打扫很久了")).saved == 2
    assert load(row(), row()).unchanged == 2
    assert load(row(people=30)).changed == 1
    first = Voice.objects.order_by("id").first()
    establish(village, first)
    assert load(row(people=40)).unchanged == 1
    with pytest.raises(BadInput):
        load(row(village_code=OLD))
    with pytest.raises(BadInput):
        load(row(town_code=people.BAISHUI))


def test_a_numbered_list_follows_open_needs_and_refuses_settled_ones(village):
    def load(**more):
        facts = row(
            code="NP2023-001", matter="路灯不亮", class_name="环境与人居", catalogue_code="0101", **more
        )
        return actions.load_list(where=village.county, by=village["finance"], rows=[facts])

    assert load().saved == 1 and load().unchanged == 1 and load(people=99).changed == 1
    need = Need.objects.get()
    actions.assign(need.pk, by=village["needs"], department_code=HOUSING, why="住建办")
    answer(village, need)
    with pytest.raises(BadInput):
        load(people=100)
