"""District C's raw collection of voices and the clerk's decisions give exactly its list: 7 classes, 248 needs."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection, transaction

from tests.cast import set_clock
from tests.sheets.given import data, table
from xianggou.base.access.roles import Where
from xianggou.base.people import queries as people
from xianggou.base.people.models import Account, Term
from xianggou.core.actor import SYSTEM
from xianggou.stages.needs import actions
from xianggou.stages.needs.actions.loading import source_of
from xianggou.stages.needs.models import Contact, Matter, Need, NeedsList, Voice
from xianggou.web.imports import door, packs, rights
from xianggou.web.imports import told as read_rows

pytestmark = [pytest.mark.story, pytest.mark.shared]
PLACE = "590103"
RAW = "各镇街需求征集台账(未去重).xlsx"
KINDS = ("people", "places", "duties", "catalogue")


@pytest.fixture(scope="module")
def district(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """District C with its people, places and catalogue; taken back at the end."""
    data("district-c", "decisions.csv")
    with django_db_blocker.unblock(), transaction.atomic():
        set_clock("2023-12-10 09:00")
        packs.load_place("district-c", progress=lambda _: None, kinds=KINDS)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def here(district: None) -> Iterator[None]:
    """What a test writes is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def decisions() -> list[dict[str, str]]:
    with Path(data("district-c", "decisions.csv")).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def take(kind: str, path: Path, **choices: object) -> door.Outcome:
    actor = rights.usual_actor(kind, door.place_of(PLACE))
    return door.take(kind, path.read_bytes(), path.name, PLACE, actor, **choices)


def actor_of(seat_code: str):
    term = Term.objects.filter(seat__code=seat_code).order_by("during").first()
    account, _ = Account.objects.get_or_create(
        login=seat_code, defaults={"person": term.person, "password": ""}
    )
    return people.actor_of_account(account.pk)[0]


def mended(told: list[dict[str, str]], reading) -> dict[tuple[str, int, str], str]:
    """The cells that the clerk mended, by the letter of their column."""
    letters = {
        (t.sheet.name, where.column.title): t.letter(name)
        for t in reading.tables
        for name, where in t.layout.where.items()
    }
    return {
        (d["工作表"], int(d["行"]), letters[d["工作表"], d["字段"]]): d["定值"]
        for d in told
        if d["决定"] == "更正"
    }


def collected() -> dict[tuple[str, int], Voice]:
    """The raw workbook brought in under the clerk's mends: sheet and row -> voice."""
    path, told = data("district-c", "reallife", RAW), decisions()
    refused = take("voices", path)
    assert not refused.taken and not Voice.objects.exists()
    corrections = mended(told, refused.reading)
    assert len(corrections) == 26
    outcome = take("voices", path, corrections=corrections, accept_notices=True)
    assert outcome.taken, [p for p in outcome.problems() if p["severity"] == "refuse"][:5]
    again = take("voices", path, corrections=corrections, accept_notices=True)
    assert again.taken and not again.loaded.wrote
    voices = {v.source: v for v in Voice.objects.all()}
    return {row["at"]: voices[source_of(row)] for row in read_rows.voices(outcome.reading)["rows"]}


def decided(voices: dict[tuple[str, int], Voice], told: list[dict[str, str]]) -> None:
    """What was decided of each voice: established as a need first, then the others joined to it."""
    actors = {d["决定岗位"]: actor_of(d["决定岗位"]) for d in told}
    worded = {
        (d["工作表"], d["行"]): d["定值"] for d in told if d["决定"] == "确认" and d["字段"] == "需求内容"
    }
    for d in told:
        if d["决定"] == "立项":
            actions.establish(
                voices[d["工作表"], int(d["行"])].pk, by=actors[d["决定岗位"]], class_name=d["需求类别"],
                matter=d["事项"], catalogue_code=d["目录编码"], code=d["需求编号"], why=d["理由"],
                text=worded.get((d["工作表"], d["行"]), ""),
            )  # fmt: skip
    needs = dict(Need.objects.values_list("code", "pk"))
    for d in told:
        if d["决定"] == "并入":
            actions.join(
                voices[d["工作表"], int(d["行"])].pk, by=actors[d["决定岗位"]], need_id=needs[d["需求编号"]],
                why=d["理由"],
            )  # fmt: skip


def test_the_raw_collection_and_the_decisions_give_the_list(here):
    told, voices = decisions(), collected()
    assert Voice.objects.count() == 437  # 446 rows, of which nine stand there twice
    dropped = {(d["工作表"], int(d["行"])) for d in told if d["决定"] == "不导入"}
    assert not dropped & voices.keys()

    decided(voices, told)

    assert Need.objects.count() == 248 and Need.objects.values("class_name").distinct().count() == 7
    assert Matter.objects.count() == 64
    assert not Voice.objects.exclude(status=Voice.Status.JOINED).exists()
    wanted = {r["需求编号"]: r for r in table("district-c", "01-needs", "需求清单")}
    columns = {
        "需求类别": lambda n: n.class_name, "目录编码": lambda n: n.catalogue_code, "事项": lambda n: n.matter.name,
        "乡镇编码": lambda n: n.town_code, "村(社区)编码": lambda n: n.village_code, "征集渠道": lambda n: n.channel,
        "提出主体": lambda n: n.raiser, "年龄段": lambda n: n.age, "服务对象特征": lambda n: "、".join(n.traits),
        "紧急程度": lambda n: n.urgency, "涉及人数": lambda n: n.people, "需求描述": lambda n: n.text,
        "提出日期": lambda n: n.told_on,
    }  # fmt: skip
    wrong = [
        (need.code, title, read(need), wanted[need.code][title])
        for need in Need.objects.select_related("matter")
        for title, read in columns.items()
        if str(read(need)) != str(wanted[need.code][title]).removesuffix(".0").removesuffix(" 00:00:00")
    ]
    assert wrong == []
    assert Contact.objects.exclude(words="").count() == 9  # the words as told, kept apart

    clerk = rights.usual_actor("needs", door.place_of(PLACE))
    issued = actions.publish(where=Where(PLACE), by=clerk)
    assert (issued.classes, issued.needs, issued.number) == (7, 248, 1)
    assert issued.rows.count() == 248 and NeedsList.objects.count() == 1


def test_without_the_mends_five_needs_are_missing(here):
    path, told = data("district-c", "reallife", RAW), decisions()
    refused = take("voices", path)
    aside = {(r.sheet, r.row): "待核实" for r in refused.reading.sheet_rows if r.status == "refuse"}
    assert len(aside) == 26
    outcome = take("voices", path, set_aside=aside, accept_notices=True)
    assert outcome.taken and outcome.loaded.saved == 411
    alive = {
        d["需求编号"]
        for d in told
        if d["决定"] in ("立项", "并入") and (d["工作表"], int(d["行"])) not in aside
    }
    assert len(alive) == 243


def test_the_clean_list_goes_in_whole_and_twice_changes_nothing(here):
    path = data("district-c", "clean", "01-needs.xlsx")
    outcome = take("needs", path)
    assert outcome.taken and outcome.loaded.saved == 248
    assert Need.objects.values("class_name").distinct().count() == 7
    assert set(Need.objects.values_list("department_code", flat=True)) - {""}
    assert not Need.objects.filter(due_on=None).exists()
    again = take("needs", path)
    assert again.taken and not again.loaded.wrote


def test_nobody_else_reads_a_number_that_stood_in_the_words(here):
    collected()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM needs_voice WHERE text ~ '1[3-9][0-9]{9}' OR text ~ '[0-9]{17}[0-9X]'"
        )
        (left,) = cursor.fetchone()
    assert left == 0
    gone = actions.erase_contacts(where=Where(PLACE), by=SYSTEM)
    assert gone == 0
    set_clock("2025-01-10 09:00")
    assert actions.erase_contacts(where=Where(PLACE), by=replace(SYSTEM)) == 9
    assert not Contact.objects.exists()
