"""The pages of needs, as villager, cadre, clerk, department, leader, finance."""

import io
import re
from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase
from django.urls import reverse
from openpyxl import load_workbook
from PIL import Image

from tests import cast as people
from tests.cast import set_clock
from tests.sending import once_key, send
from tests.visits import client_of, expected_counts, statements
from xianggou.base.files import actions as files
from xianggou.base.files.models import PassingFile
from xianggou.core.actor import PUBLIC, SYSTEM
from xianggou.stages.needs import actions, queries
from xianggou.stages.needs.models import Answer, Contact, Meeting, Need, NeedsList, Photo, Press, Voice
from xianggou.stages.needs.tests.conftest import HOUSING, OLD, STONE, WILLOW, told

pytestmark = pytest.mark.django_db
HERE = people.Where(people.PLACE, people.QINGSHAN)
SPEAK = f"/needs/speak/?town={people.QINGSHAN}"
SAID = {
    "village_code": STONE, "text": "村口的路灯坏了三个月，晚上不敢出门", "raiser": "群众", "urgency": "较急", "people": "60",
}  # fmt: skip


def voice(**more):
    return actions.speak_up(where=HERE, by=PUBLIC, told=told(channel="公开网页", **more))


def need(cast, **more):
    facts = {
        "class_name": "环境与人居", "matter": "路灯不亮", "catalogue_code": "0101", "department_code": HOUSING, **more,
    }  # fmt: skip
    return actions.establish(voice().pk, by=cast["needs"], **facts)


def page_of(cast, login, name, *args, **query):
    client = client_of(cast[login]) if login else Client()
    return client.get(reverse(f"needs:{name}", args=args), query)


# The public


def test_a_villager_says_it_without_account_and_follows_it_by_the_code(village):
    client = Client()
    assert "青山镇" in client.get("/needs/speak/").content.decode()
    answer = send(client, SPEAK, **SAID)
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    row = Voice.objects.get()
    shown = f"{row.follow_code[:4]} {row.follow_code[4:8]} {row.follow_code[8:]}"
    assert "收到了" in page and shown in page and "路灯坏了" in page
    typed = client.get("/needs/follow/", {"code": f"{row.follow_code[:6]}-{row.follow_code[6:]}"})
    assert typed.status_code == 200 and "还没有答复" in typed.content.decode()


def test_sent_twice_is_told_once(village):
    client = Client()
    key = once_key(client.get(SPEAK))
    answers = [client.post(SPEAK, {"once": key, **SAID, "contact_phone": "13800138000"}) for _ in range(2)]
    assert answers[0].url == answers[1].url and Voice.objects.count() == 1


def test_what_is_wrong_is_beside_its_field_and_what_was_typed_stays(village):
    answer = send(Client(), SPEAK, **(SAID | {"text": "灯", "people": "99999999999"}))
    page = answer.content.decode()
    assert answer.status_code == 400 and 'aria-invalid="true"' in page and "99999999999" in page
    assert not Voice.objects.exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"text": ""},
        {"text": "路灯\x00坏了"},
        {"text": "长" * 501},
        {"people": "-3"},
        {"people": "0"},
        {"people": "六十"},
        {"village_code": OLD},
        {"urgency": "马上"},
        {"raiser": ""},
    ],
)
def test_hostile_input_is_a_clear_400(village, facts):
    answer = send(Client(), SPEAK, **(SAID | facts))
    assert answer.status_code == 400 and not Voice.objects.exists()


def test_a_phone_in_the_words_is_offered_for_masking(village):
    text = "路灯坏了。联系人王某,电话13800138000"
    answer = send(Client(), SPEAK, **(SAID | {"text": text}))
    page = answer.content.decode()
    assert answer.status_code == 400 and "改为：路灯坏了。" in page and not Voice.objects.exists()
    client = Client()
    taken = client.post(SPEAK, {**SAID, "text": text, "take": "text:路灯坏了。"}).content.decode()
    assert ">路灯坏了。</textarea>" in re.sub(r"\s+<", "<", taken).replace("\n", "")
    assert send(client, SPEAK, **(SAID | {"text": text, "keep_words": "on"})).status_code == 302
    assert Voice.objects.get().text == "路灯坏了。" and "13800138000" in Contact.objects.get().words


def picture(side=2000):
    out = io.BytesIO()
    shot = Image.new("RGB", (side, side // 2), "teal")
    shot.getexif()[0x8825] = {2: (29.0, 30.0, 0.0)}  # where it was taken
    shot.save(out, "JPEG", exif=shot.getexif())
    return SimpleUploadedFile("IMG_0001.jpg", out.getvalue(), "image/jpeg")


def test_a_photo_is_drawn_anew_seen_by_who_must_answer_and_goes_on_its_day(village):
    client = Client()
    assert send(client, SPEAK, **SAID, photos=[picture(), picture(400)]).status_code == 302
    row, first = Voice.objects.get(), Photo.objects.order_by("id")[0]
    url = reverse("needs:photo", args=[row.pk, first.pk])
    shown = client_of(village["needs"]).get(url)
    shot = Image.open(io.BytesIO(shown.content))
    assert shot.size == (1600, 800) and not shot.getexif() and shown["X-Content-Type-Options"] == "nosniff"
    assert url in page_of(village, "needs", "voice", row.pk).content.decode()
    for login in ("cadre", "mayor", "housing", "industry", "finance", "foreign_needs"):
        assert client_of(village[login]).get(url).status_code in {403, 404}, login
    page = page_of(village, "mayor", "voice", row.pk).content.decode()
    assert "有 2 张照片" in page and url not in page
    actions.establish(
        row.pk, by=village["needs"], class_name="环境与人居", matter="路灯不亮", department_code=HOUSING
    )
    assert client_of(village["housing"]).get(url).status_code == 200
    actions.answer(
        row.need_id or Need.objects.get().pk, by=village["housing"], kind="not_ours", text="不归住建"
    )
    (until,) = {p.file.keep_until for p in queries.photos_of(row)}
    assert until == date(2023, 5, 30)  # ninety days after the answer
    lying = files.passing_path(first.file.place_on_disk)
    assert lying.exists()
    set_clock("2023-05-31 02:00")
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert actions.erase_contacts(where=village.county, by=SYSTEM) == 2
    assert not lying.exists() and not Photo.objects.exists() and Voice.objects.exists()


@pytest.mark.parametrize(
    "photos",
    [
        [SimpleUploadedFile("a.jpg", b"MZ this is a program", "image/jpeg")],
        [SimpleUploadedFile("a.svg", b"<svg onload='alert(1)'/>", "image/svg+xml")],
        [SimpleUploadedFile("a.jpg", b"\xff\xd8\xff" + b"\0" * (11 << 20), "image/jpeg")],
        [SimpleUploadedFile(f"{n}.png", b"\x89PNG\r\n\x1a\n", "image/png") for n in range(4)],
    ],
)
def test_what_is_no_photo_is_refused_and_nothing_is_written(village, photos):
    answer = send(Client(), SPEAK, **SAID, photos=photos)
    assert (
        answer.status_code == 400
        and "照片" in answer.content.decode()
        and SAID["text"] in answer.content.decode()
    )
    assert not Voice.objects.exists() and not PassingFile.objects.exists()


def test_the_script_that_sends_later_is_told_where_it_went_or_what_is_wrong(village):
    client = Client()
    key = once_key(client.get(SPEAK))
    asks = {"headers": {"Accept": "application/json"}}
    wrong = client.post(SPEAK, {"once": key, **SAID, "village_code": OLD}, **asks)
    assert wrong.status_code == 400 and "重新选一次" in "".join(wrong.json()["problems"])
    sent = [client.post(SPEAK, {"once": key, **SAID}, **asks).json()["to"] for _ in range(2)]
    assert sent[0] == sent[1] and "code=" in sent[0] and Voice.objects.count() == 1
    cadre, url = client_of(village["cadre"]), reverse("needs:raise")
    typed = {**SAID, "channel": "网格走访", "contact_phone": "13800138000"}
    refused = cadre.post(url, {"once": "k1", **typed}, **asks)
    assert refused.status_code == 422 and refused.json()["problems"]
    need(village)
    doubt = cadre.post(url, {"once": "k2", **SAID, "channel": "网格走访"}, **asks)
    assert doubt.status_code == 409 and "登记过" in doubt.json()["problems"][0] and Voice.objects.count() == 2


def test_scripts_in_the_words_are_shown_as_text(village):
    row = voice(text="<script>alert(1)</script>门口积水")
    for answer in (
        Client().get("/needs/follow/", {"code": row.follow_code}),
        page_of(village, "needs", "voice", row.pk),
        page_of(village, "needs", "voices"),
    ):
        page = answer.content.decode()
        assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("code", ["000000000000", "12", "abc", "１２３４５６７８９０１２", "\x001", "9" * 40])
def test_an_unknown_code_says_so(village, code):
    answer = Client().get("/needs/follow/", {"code": code})
    assert answer.status_code == 404 and "没有这个查询码" in answer.content.decode()


def test_the_answer_and_its_reason_are_read_by_the_code_without_any_person(village):
    row = need(village)
    second = actions.establish(
        voice(text="村口灯全黑了", contact_name="王大爷", contact_phone="13800138000", was_told_why=True).pk,
        by=village["needs"], class_name="环境与人居", matter="照明", department_code=HOUSING,
    )  # fmt: skip
    actions.merge(second.pk, by=village["needs"], into_id=row.pk)
    actions.answer(
        row.pk, by=village["housing"], kind="not_yet", text="线路要改造，今年没有资金，先装两盏太阳能灯"
    )
    for told_voice in Voice.objects.all():  # the merged one reads it as well
        page = Client().get("/needs/follow/", {"code": told_voice.follow_code}).content.decode()
        assert "太阳能灯" in page and "暂不具备条件" in page and "县住建局" in page
        assert "王大爷" not in page and "13800138000" not in page and "李housing" not in page


def test_what_was_not_taken_up_says_why_by_the_code(village):
    row = voice()
    actions.leave_out(row.pk, by=village["needs"], outcome="属于个人待遇，请到民政窗口申请")
    assert "民政窗口" in Client().get("/needs/follow/", {"code": row.follow_code}).content.decode()


# Cadre and clerk


def test_a_cadre_enters_a_voice_and_sees_the_own_village_only(village):
    other = voice(village_code=WILLOW)
    url = reverse("needs:raise")
    client = client_of(village["cadre"])
    page = client.get(url).content.decode()
    assert "石桥村" in page and "柳树村" not in page and "旧桥村" not in page
    answer = send(client, url, **SAID, channel="网格走访", contact_phone="13800138000", has_consent="on")
    row = Voice.objects.get(entered="for_other")
    assert answer.url == reverse("needs:voice", args=[row.pk])
    assert client.get(reverse("needs:voice", args=[other.pk])).status_code == 404


def test_a_phone_without_consent_is_refused_beside_its_box(village):
    answer = send(
        client_of(village["cadre"]), reverse("needs:raise"), **SAID, channel="网格走访", contact_phone="138"
    )
    assert answer.status_code == 422 and "needs.collect.no_consent" in answer.content.decode()


def test_likely_duplicates_are_offered_after_typing(village):
    first = need(village)
    client, url = client_of(village["needs"]), reverse("needs:raise")
    typed = {**SAID, "channel": "网格走访"}
    answer = send(client, url, **typed)
    assert answer.status_code == 200 and first.code in answer.content.decode()
    assert Voice.objects.count() == 1
    assert send(client, url, **typed, same="1").status_code == 302 and Voice.objects.count() == 2


def test_minutes_with_two_voices(village):
    typed = {
        "village_code": STONE, "held_on": "2023-02-20", "held_at": "院坝", "form": "courtyard", "invited": "50",
        "present": "38", "gist": "议路灯", "rows": "2", "text_0": "修路灯杆子", "urgency_0": "较急", "text_1": "清理水沟淤泥",
        "urgency_1": "一般", "votes_for": "30", "votes_against": "5", "votes_abstained": "3",
    }  # fmt: skip
    client, url = client_of(village["cadre"]), reverse("needs:meeting")
    assert send(client, url, **(typed | {"votes_for": "31"})).status_code == 400
    assert send(client, url, **typed).status_code == 302
    assert Meeting.objects.get().voices.count() == 2


def test_a_clerk_establishes_joins_and_leaves_out(village):
    client = client_of(village["needs"])
    first, second, third = voice(), voice(text="路灯又黑了好几天"), voice(text="我家要盖新房子")
    page = client.get(reverse("needs:voice", args=[first.pk])).content.decode()
    assert "环境与人居" in page and "路灯" in page
    typed = {
        "class_name": "环境与人居",
        "matter": "路灯不亮",
        "catalogue_code": "0101",
        "department_code": HOUSING,
    }
    assert send(client, reverse("needs:establish", args=[first.pk]), **typed).status_code == 302
    made = Need.objects.get()
    assert send(client, reverse("needs:join", args=[second.pk]), need=str(made.pk)).status_code == 302
    assert (
        send(client, reverse("needs:leave_out", args=[third.pk]), outcome="不属政府办理").status_code == 302
    )
    assert send(client, reverse("needs:part", args=[second.pk]), why="看错了").status_code == 302
    assert [v.status for v in Voice.objects.order_by("id")] == ["joined", "raised", "left_out"]


def test_the_merging_desk_shows_them_side_by_side_and_takes_it_back(village):
    first = need(village)
    second = actions.establish(
        voice(text="村口路灯坏了好久没人修").pk, by=village["needs"], class_name="环境与人居", matter="照明"
    )
    client, url = client_of(village["needs"]), reverse("needs:merge", args=[second.pk])
    page = client.get(url).content.decode()
    assert first.code in page and second.code in page and "并排看" in page
    assert send(client, url, need=str(first.pk), why="同一处").status_code == 302
    assert second.code in client.get(reverse("needs:need", args=[first.pk])).content.decode()
    assert send(client, reverse("needs:unmerge", args=[second.pk]), why="不是一处").status_code == 302
    second.refresh_from_db()
    assert second.status == "open"


def test_contact_is_shown_by_a_press_of_the_button_only(village):
    row = voice(contact_name="王大爷", contact_phone="13800138000", was_told_why=True)
    client = client_of(village["needs"])
    assert "13800138000" not in client.get(reverse("needs:voice", args=[row.pk])).content.decode()
    assert "13800138000" in client.post(reverse("needs:contact", args=[row.pk])).content.decode()
    assert client_of(village["industry"]).post(reverse("needs:contact", args=[row.pk])).status_code == 403
    assert send(client, reverse("needs:forget", args=[row.pk]), why="本人来电").status_code == 302
    assert not Contact.objects.exists()


# Department and leader


def test_a_department_answers_and_explains_from_its_home(village):
    row = need(village)
    client = client_of(village["housing"])
    assert row.code in client.get("/").content.decode()
    assert send(client, reverse("needs:explain", args=[row.pk]), reason="灯具在采购").status_code == 302
    url = reverse("needs:answer", args=[row.pk])
    assert send(client, url, kind="project", text="列入本年项目").status_code == 400
    assert send(client, url, kind="done", text="已修好").status_code == 302
    assert Answer.objects.get().text == "已修好"
    assert row.code not in client.get("/").content.decode()


def test_the_leader_sees_what_is_late_where_and_why_and_presses(village):
    row, other = need(village), need(village, matter="水渠堵了", department_code="", catalogue_code="")
    actions.explain(row.pk, by=village["housing"], reason="灯具还在采购")
    client = client_of(village["county_head"])
    assert row.code not in client.get(reverse("needs:late")).content.decode()
    set_clock("2023-03-20 09:00")
    page = client.get(reverse("needs:late")).content.decode()
    assert row.code in page and "灯具还在采购" in page and "县住建局" in page and "石桥村" in page
    counts = re.sub(r"<[^>]+>|\s", "", page[page.index("<aside") :])
    assert (
        "说明了为什么1" in counts and "没有说明1" in counts and "青山镇2" in counts and "县住建局1" in counts
    )
    (here,) = re.findall(rf'href="([^"]*department_code={HOUSING})"', page)
    part = client.get(here).content.decode()
    assert row.code in part and other.code not in part and "看全部逾期的" in part
    assert row.code in client.get("/").content.decode()
    typed = {"demand": "本周答复", "due_on": "2023-03-24"}
    assert send(client, reverse("needs:press", args=[row.pk]), **typed).status_code == 302
    assert Press.objects.get().late_days == 3
    actions.answer(row.pk, by=village["housing"], kind="done", text="修好了")
    assert send(client, reverse("needs:close_press", args=[row.pk]), result="到场看过").status_code == 302


@pytest.mark.parametrize("kind", ["answer", "press"])
def test_answer_and_order_leave_as_word(village, kind):
    row = need(village)
    assert page_of(village, "housing", "need_paper", row.pk, kind).status_code == 404
    set_clock("2023-03-20 09:00")
    actions.press(row.pk, by=village["county_head"], demand="答复", due_on=row.due_on.replace(day=30))
    actions.answer(row.pk, by=village["housing"], kind="done", text="修好了")
    answer = page_of(village, "housing", "need_paper", row.pk, kind)
    assert answer.status_code == 200 and answer.content[:2] == b"PK"


# Lists, published, crossed


def test_the_list_is_published_and_leaves_as_word_pdf_and_workbook(village):
    need(village)
    client = client_of(village["finance"])
    assert send(client, reverse("needs:publish"), why="首版").status_code == 302
    version = NeedsList.objects.get()
    page = client.get(reverse("needs:published")).content.decode()
    assert "1 类 1 件" in page and "路灯不亮" in page
    for kind, start in (("docx", b"PK"), ("pdf", b"%PDF")):
        assert client.get(reverse("needs:list_paper", args=[version.pk, kind])).content.startswith(start)
    assert send(client, reverse("needs:publish"), why="再来").status_code == 400


def rows_of(answer):
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    return [[c.value for c in row] for row in sheet.iter_rows()]


def test_crossed_tables_and_their_file_say_the_same(village):
    need(village)
    actions.establish(
        voice(village_code=WILLOW, text="放学没人管", traits=["儿童"], people=12).pk,
        by=village["needs"], class_name="儿童和教育", matter="课后看护",
    )  # fmt: skip
    client, url = client_of(village["finance"]), reverse("needs:crossed")
    for query, expected in (
        ({"rows": "village", "by": "trait", "what": "people"}, {"老年人": 60, "儿童": 12}),
        ({"rows": "town", "by": "class"}, {"环境与人居": 1, "儿童和教育": 1}),
        ({"rows": "village", "split": "trait"}, {"环境与人居": 1, "儿童和教育": 1}),
    ):
        page = client.get(url, query).content.decode()
        sheet = rows_of(client.get(url, {**query, "format": "xlsx"}))
        head = next(r for r in sheet if "合计" in r)
        body = sheet[sheet.index(head) + 1 :]
        for name, figure in expected.items():
            assert sum(r[head.index(name)] or 0 for r in body) == figure and name in page
            drawn = re.findall(rf"<title>{name} (\d+)</title>", page)
            assert sum(map(int, drawn)) == figure
    strange = {"rows": "../x", "by": "<b>", "class": "\x00", "split": "class"}
    assert client.get(url, strange).status_code == 200


def test_lists_stay_within_their_statements(village):
    counts = expected_counts(__file__)
    row = need(village)
    found = {
        name: statements(client_of(village["needs"]), reverse(f"needs:{name}", args=args))
        for name, *args in (("list",), ("voices",), ("late",), ("crossed",), ("published",), ("need", row.pk))
    }
    assert found == counts
    for n in range(5):
        actions.join(voice(text=f"第{n}个人又说路灯").pk, by=village["needs"], need_id=row.pk)
        voice(text=f"另一件事{n}", village_code=WILLOW)
    again = {
        name: statements(client_of(village["needs"]), reverse(f"needs:{name}", args=args))
        for name, *args in (("list",), ("voices",), ("late",), ("crossed",), ("published",), ("need", row.pk))
    }
    assert again == counts


@pytest.mark.parametrize("login", ["foreign_needs", "buyer", "housing"])
def test_the_wrong_seat_decides_nothing(village, login):
    row, other = voice(), need(village, matter="别的事")
    client = client_of(village[login])
    for name, pk in (("establish", row.pk), ("join", row.pk), ("leave_out", row.pk), ("merge", other.pk)):
        assert client.get(reverse(f"needs:{name}", args=[pk])).status_code in {403, 404}
        assert client.post(reverse(f"needs:{name}", args=[pk]), {}).status_code in {403, 404}


def test_the_clerk_is_told_of_voices_to_decide(village):
    row = voice()
    waiting = queries.waiting_for(village["needs"])
    assert [(w.verb, w.code) for w in waiting] == [("needs.establish", row.code)]
    assert queries.waiting_for(village["foreign_needs"]) == []


def test_a_seat_reaches_no_further_than_its_own_village(village):
    of_town, of_village, other = voice(village_code=""), voice(), voice(village_code=WILLOW)
    (seat,) = village["cadre"].seats

    def seen(**more):
        return set(queries.voices_seen(replace(village["cadre"], seats=(replace(seat, **more),))))

    assert seen() == {of_village} and of_town != other
    assert seen(body_code="") == set()  # as the home page puts everybody's seats together
    assert seen(place_code="590199") == set()
