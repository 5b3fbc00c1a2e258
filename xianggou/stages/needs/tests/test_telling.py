"""Voices are told once, by whom they may, and personal data stands apart with a day on which it goes."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError

from tests import cast as people
from tests.cast import set_clock
from xianggou.base.access.actions import NotGranted, once
from xianggou.base.trail.models import Entry, Reason
from xianggou.core.actor import PUBLIC, SYSTEM
from xianggou.core.findings import BadInput, Refused
from xianggou.stages.needs import actions, queries
from xianggou.stages.needs.models import Contact, Meeting, Voice
from xianggou.stages.needs.tests.conftest import AWAY, HOUSING, OLD, STONE, WILLOW, told

pytestmark = pytest.mark.django_db
HERE = people.Where(people.PLACE, people.QINGSHAN)
CALL = {"contact_name": "王大爷", "contact_phone": "13800138000", "was_told_why": True}


def speak(**more):
    return actions.speak_up(where=HERE, by=PUBLIC, told=told(channel="公开网页", **more))


def enter(cast, login="needs", **more):
    return actions.raise_voice(where=HERE, by=cast[login], told=told(**more))


def codes(error):
    return [p.code for p in error.value.problems]


def test_a_voice_of_the_public_has_a_number_and_a_code_to_follow(village):
    voice = speak()
    assert voice.code == "XQ-590121-2023-0001" and len(voice.follow_code) == 12
    assert voice.follow_code.isdecimal() and voice.status == Voice.Status.RAISED
    entry = Entry.objects.get(object="needs.voice", object_id=voice.pk)
    assert (entry.verb, entry.kind, entry.too) == ("needs.speak_up", "public", "raised")


def test_the_trail_holds_no_words_and_no_person(village):
    voice = speak(text="孩子没人看，联系人王大爷,电话13800138000", **CALL)
    kept = str(list(Entry.objects.values())) + str(list(Reason.objects.values()))
    assert "王大爷" not in kept and "13800138000" not in kept and "没人看" not in kept
    assert voice.text == "孩子没人看"
    contact = Contact.objects.get(voice=voice)
    assert (contact.name, contact.phone) == ("王大爷", "13800138000") and "王大爷" in contact.words
    assert contact.keep_until == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("路灯坏了。请打13100000001找我", "路灯坏了。"),
        ("路灯坏了。微信同号１３２００００００２２", "路灯坏了。"),
        ("路灯坏了(身份证590121195001010018)请修", "路灯坏了请修"),
        ("号码138 0013 8000的机主反映噪音", "号码〔号码略〕的机主反映噪音"),
        ("座机023-61234567没人接", "座机〔号码略〕没人接"),
        ("本人张三，电话13800138000，路灯不亮", "路灯不亮"),
        ("我叫张小三，家里没水", "我叫〔姓名略〕，家里没水"),
        ("村头王婆婆一个人住，没人送饭", "村头〔姓名略〕一个人住，没人送饭"),
    ],
)
def test_numbers_and_names_of_people_are_taken_out_of_the_words(village, text, left):
    assert speak(text=text, was_told_why=True).text == left


@pytest.mark.parametrize(
    "text",
    [
        "2023年修过15次",
        "周边的爷爷奶奶没人管，高龄的多",
        "想要更多老师，和医生",
        "水费涨到12.5元",
        "联系人民政府",
        "K12+300处塌方1380米",
    ],
)
def test_other_figures_stay(village, text):
    voice = speak(text=text)
    assert voice.text == text and not Contact.objects.exists()


def test_ten_thousand_identical_voices_are_one_that_counts(village):
    first = speak()
    Voice.objects.filter(pk=first.pk).update(times=9_998)
    assert speak().pk == first.pk and speak(text="村口的路灯，坏了三个月 晚上老人不敢出门！").pk == first.pk
    first.refresh_from_db()
    assert (Voice.objects.count(), first.times) == (1, 10_000)


def test_a_second_person_who_can_be_asked_back_is_a_voice_of_their_own(village):
    first, second = speak(**CALL), speak(**(CALL | {"contact_phone": "13900139000"}))
    assert first.pk != second.pk and Contact.objects.count() == 2


def test_a_flood_is_set_apart_and_shuts_nobody_out(village):
    most = queries.collecting(people.PLACE).crowd_an_hour
    made = [speak(text=f"第{n}件不一样的事情") for n in range(most + 3)]
    assert [v.is_crowded for v in made].count(True) == 3
    assert not enter(village).is_crowded  # a cadre's voice never waits behind it
    set_clock("2023-03-01 10:30")
    assert not speak(text="一小时以后的一件事").is_crowded


def test_the_same_once_key_makes_one_voice(village):
    def act():
        return speak(text="一模一样的表单", **CALL).pk

    assert once(PUBLIC, "key-1", "needs.speak_up", {"a": 1}, act) == once(
        PUBLIC, "key-1", "needs.speak_up", {"a": 1}, act
    )
    assert Voice.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"text": ""}, "short"),
        ({"text": "灯"}, "short"),
        ({"text": "灯" * 501}, "long"),
        ({"text": "路灯\x00坏了"}, "nul"),
        ({"village_code": AWAY}, "foreign_village"),
        ({"village_code": "nowhere"}, "foreign_village"),
        ({"village_code": OLD}, "merged_village"),
        ({"people": 0}, "nobody"),
        ({"people": -5}, "nobody"),
        ({"people": 1201}, "too_many"),
        ({"people": 10**12, "village_code": ""}, "too_many"),
        ({"urgency": "十万火急"}, "unknown_choice"),
        ({"traits": ["外星人"]}, "unknown_choice"),
        ({"told_on": date(2023, 3, 2)}, "future"),
        ({"contact_phone": "1" * 41, "was_told_why": True}, "long"),
    ],
)
def test_what_is_wrong_is_named_at_its_field_and_nothing_is_written(village, facts, code):
    with pytest.raises(BadInput) as bad:
        speak(**facts)
    assert f"needs.told.{code}" in codes(bad)
    assert not Voice.objects.exists() and not Entry.objects.filter(object="needs.voice").exists()


def test_a_merged_village_names_the_one_that_took_it_over(village):
    with pytest.raises(BadInput) as bad:
        enter(village, village_code=OLD)
    (problem,) = bad.value.problems
    assert "旧桥村" in problem.what and "石桥村" in problem.then and problem.value == STONE


def test_scripts_and_rare_characters_are_only_text(village):
    text = "<script>alert(1)</script>𠮷𠮷家门口积水"
    assert speak(text=text).text == text


def test_a_cadre_who_writes_down_a_phone_needs_the_consent(village):
    with pytest.raises(Refused) as refused:
        enter(village, "cadre", **CALL)
    assert [f.code for f in refused.value.verdict.findings] == ["needs.collect.no_consent"]
    voice = enter(village, "cadre", **CALL, has_consent=True)
    assert voice.has_consent and voice.entered == Voice.Entered.FOR_OTHER


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"was_told_why": False}, "needs.collect.no_notice"),
        ({"traits": ["残疾人"]}, "needs.collect.sensitive_no_consent"),
        ({"is_minor": True}, "needs.collect.minor_no_guardian"),
    ],
)
def test_contact_data_is_kept_only_as_the_law_allows(village, facts, code):
    with pytest.raises(Refused) as refused:
        speak(**(CALL | facts))
    assert code in [f.code for f in refused.value.verdict.findings]
    assert not Voice.objects.exists()
    assert speak(
        **(CALL | facts | {"was_told_why": True, "separate_consent": True, "guardian_consent": True})
    )


def test_a_cadre_speaks_for_the_own_village_only(village):
    with pytest.raises(NotGranted):
        enter(village, "cadre", village_code=WILLOW)
    with pytest.raises(NotGranted):
        actions.raise_voice(where=village.there, by=village["cadre"], told=told(village_code=AWAY))


@pytest.mark.parametrize("login", ["foreign_needs", "buyer", "finance", "industry"])
def test_the_wrong_seat_enters_nothing(village, login):
    with pytest.raises(NotGranted):
        enter(village, login)
    assert not Voice.objects.exists()


MINUTES = {
    "village_code": STONE, "held_on": date(2023, 2, 20), "held_at": "石桥村院坝", "form": "courtyard", "invited": 50,
    "present": 38, "gist": "议路灯和垃圾清运",
}  # fmt: skip


def meet(cast, login="cadre", voices=(), **more):
    return actions.record_meeting(where=HERE, by=cast[login], **(MINUTES | more), voices=list(voices))


def test_a_meeting_gives_several_voices_at_once(village):
    voices = [told(text=f"院坝会上提的第{n}件事", channel="居民议事") for n in range(4)]
    meeting = meet(village, voices=voices, votes=(30, 5, 3))
    assert meeting.code == "YS-590121-2023-0001" and meeting.voices.count() == 4
    assert set(meeting.voices.values_list("entered", flat=True)) == {"meeting"}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"present": 51}, "present"),
        ({"present": 0}, "present"),
        ({"votes": (30, 5, 2)}, "votes"),
        ({"votes": (40, -2, 0)}, "votes"),
        ({"held_on": date(2023, 3, 2)}, "future"),
        ({"gist": "  "}, "short"),
    ],
)
def test_minutes_that_cannot_be_are_refused_whole(village, facts, code):
    with pytest.raises(BadInput) as bad:
        meet(village, voices=[told()], **facts)
    assert f"needs.told.{code}" in codes(bad)
    assert not Meeting.objects.exists() and not Voice.objects.exists()


def test_one_bad_voice_of_a_meeting_stops_them_all_and_says_which(village):
    with pytest.raises(BadInput) as bad:
        meet(village, voices=[told(), told(text="")])
    assert [p.column for p in bad.value.problems] == ["text_1"]
    assert not Voice.objects.exists()


# Contact data


def test_looking_at_a_contact_is_noted(village):
    voice = speak(**CALL)
    contact = actions.see_contact(voice.pk, by=village["needs"])
    assert contact.phone == "13800138000"
    assert Entry.objects.filter(verb="needs.see_contact", object_id=voice.pk).count() == 1


def test_who_must_not_answer_sees_no_contact(village):
    voice = speak(**CALL)
    for login in ("housing", "industry", "foreign_needs", "finance", "cadre", "mayor"):
        with pytest.raises(NotGranted):
            actions.see_contact(voice.pk, by=village[login])
    actions.establish(
        voice.pk, by=village["needs"], class_name="环境与人居", matter="路灯不亮", department_code=HOUSING
    )
    assert actions.see_contact(voice.pk, by=village["housing"]).name == "王大爷"
    with pytest.raises(NotGranted):
        actions.see_contact(voice.pk, by=village["industry"])


def test_contact_data_goes_on_its_day(village):
    voice = speak(**CALL)
    assert actions.erase_contacts(where=village.county, by=SYSTEM) == 0
    set_clock("2024-03-01 02:00")
    assert actions.erase_contacts(where=village.county, by=SYSTEM) == 1
    assert not Contact.objects.exists() and Voice.objects.filter(pk=voice.pk).exists()
    entry = Entry.objects.get(verb="needs.erase_contacts")
    assert entry.changes == {"erased": 1}
    with pytest.raises(NotGranted):
        actions.erase_contacts(where=village.county, by=village["needs"])


def test_a_name_is_taken_off_at_the_persons_wish(village):
    voice = speak(**CALL)
    with pytest.raises(BadInput):
        actions.forget(voice.pk, by=village["needs"], why=" ")
    actions.forget(voice.pk, by=village["needs"], why="本人来电要求删除")
    assert not Contact.objects.exists()


@pytest.mark.gate
def test_raw_sql_cannot_change_what_was_told(village):
    voice = speak()
    with (
        pytest.raises(InternalError, match=r"frozen|XG012"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE needs_voice SET text = '改过' WHERE id = %s", [voice.pk])
