"""The wizard: upload, mend, preview, write; by buttons alone, without script."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.visits import cast, client_of, plain_static
from xianggou.stages.plans.models import PlanItem
from xianggou.web.imports import wizard
from xianggou.web.imports.models import Upload

pytestmark = pytest.mark.django_db
__all__ = ["cast", "plain_static"]

HEAD = "计划编号,乡镇,目录编码,项目名称,数量,单位,预算金额(元),下沉专项资金(元),镇本级资金(元),资金编码,实施方式,拟采购方式,开始日期,结束日期,对应责任编码"
GOOD = (
    "JH-1,青山镇,0101,青山镇2023年清运一,600,吨,50000,0,50000,,乡镇自主,询价比选,2023-04-01,2023-12-31,D052"
)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.XIANGGOU_FILES = tmp_path


def row(n, **other):
    names = HEAD.split(",")
    values = (
        dict(zip(names, GOOD.split(","), strict=True))
        | {"计划编号": f"JH-{n}", "项目名称": f"项目{n}"}
        | other
    )
    return ",".join(values[name] for name in names)


def lines(*rows):
    return "\n".join([HEAD, *rows]).encode()


def upload(client, data, name="青山镇2023年计划.csv", kind="plan"):
    answer = client.post("/imports/", {"kind": kind, "file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def faults(cast, level, who="finance"):
    held = Upload.objects.order_by("-pk").first()
    return wizard.faults(wizard.reading_of(held), level)


def test_a_file_without_fault_goes_in_step_by_step_and_only_once(cast):
    client = client_of(cast["finance"])
    where = upload(client, lines(row(1), row(2)))

    assert "下一步" in client.get(where).content.decode()
    page = client.get(f"{where}preview/")
    assert page.status_code == 200 and PlanItem.objects.count() == 0
    once = page.context["form"].once_key
    first = client.post(f"{where}take/", {"once": once}, follow=True)
    second = client.post(f"{where}take/", {"once": once}, follow=True)

    assert "已写入" in first.content.decode() and "已写入" in second.content.decode()
    assert PlanItem.objects.count() == 2
    assert Upload.objects.get().status == "taken"


def test_the_same_file_again_changes_nothing_and_says_so(cast):
    client = client_of(cast["finance"])
    for _ in range(2):
        where = upload(client, lines(row(1)))
        said = client.get(f"{where}preview/").content.decode()
        done = client.post(f"{where}take/", {}, follow=True).content.decode()

    assert "写入也不会改动任何一行" in said and "没有写入" in done
    assert PlanItem.objects.count() == 1


def test_the_same_fault_in_many_cells_is_mended_once(cast):
    client = client_of(cast["finance"])
    where = upload(client, lines(row(1, 乡镇="清山镇"), row(2, 乡镇="清山镇"), row(3)))
    (fault,) = faults(cast, "refuse")
    assert len(fault.places) == 2 and "2 处一起改" in client.get(where).content.decode()

    client.post(where, {f"mend:{fault.key}": "青山镇", "save": "1"})

    assert faults(cast, "refuse") == []
    assert client.get(f"{where}preview/").status_code == 200
    page = client.get(where)
    assert [text for _, text, _ in page.context["page"].mends] == ["青山镇", "青山镇"]
    client.post(where, {"undo": page.context["page"].mends[0][2]})
    assert len(faults(cast, "refuse")[0].places) == 1


def test_a_row_is_left_out_by_name_and_reason_and_comes_back_as_a_workbook(cast):
    client = client_of(cast["finance"])
    where = upload(client, lines(row(1), row(2, 开始日期="2023.2.30")))
    (fault,) = faults(cast, "refuse")

    without = client.post(where, {f"aside:{fault.key}": "on", "reason": ""})
    assert without.status_code == 400 and "要写原因" in without.content.decode()
    client.post(where, {f"aside:{fault.key}": "on", "reason": "待乡镇核实日期"})

    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{where}set-aside.xlsx").content))
    cells = [str(v) for line in book.active.iter_rows(values_only=True) for v in line if v is not None]
    assert "待乡镇核实日期" in cells and "项目2" in cells and "项目1" not in cells
    client.post(f"{where}take/", {})
    assert list(PlanItem.objects.values_list("name", flat=True)) == ["项目1"]


def test_what_was_read_with_a_notice_is_confirmed_first_and_anew_when_it_changes(cast):
    client = client_of(cast["finance"])
    where = upload(client, lines(row(1, 开始日期="2023.4.1")))
    assert len(faults(cast, "notice")) == 1

    assert client.get(f"{where}preview/")["Location"] == where
    assert client.post(f"{where}take/", {})["Location"] == where
    assert PlanItem.objects.count() == 0
    client.post(where, {"confirm": "1"})
    assert client.get(f"{where}preview/").status_code == 200

    (fault,) = faults(cast, "notice")
    client.post(where, {f"mend:{fault.key}": "2023年5月1日"})
    assert client.get(f"{where}preview/").status_code == 302 or not faults(cast, "notice")


def test_a_changed_file_shows_old_and_new_before_it_is_taken(cast):
    client = client_of(cast["finance"])
    client.post(f"{upload(client, lines(row(1), row(2)))}take/", {})

    where = upload(
        client, lines(row(1, 项目名称="项目1", **{"预算金额(元)": "60000", "镇本级资金(元)": "60000"}))
    )
    (table,) = client.get(f"{where}preview/").context["page"].tables

    assert dict(table.figures) == {"新增": 0, "更改": 1, "未变": 0, "库里有、表里没有（保留）": 1}
    ((_, fields),) = table.changed
    assert ("预算金额(元)", "50,000.00 元", "60,000.00 元") in [
        (n, _grouped(a), _grouped(b)) for n, a, b in fields
    ]
    client.post(f"{where}take/", {})
    assert PlanItem.objects.get(name="项目1").budget_fen == 6_0000_00
    assert PlanItem.objects.filter(name="项目2").exists()


def _grouped(text):
    number, _, unit = text.partition(" ")
    return f"{float(number.replace(',', '')):,.2f} {unit}" if unit else text


def test_a_second_upload_keeps_the_mends(cast):
    client = client_of(cast["finance"])
    where = upload(client, lines(row(1, 乡镇="清山镇"), row(2)))
    (fault,) = faults(cast, "refuse")
    client.post(where, {f"mend:{fault.key}": "青山镇"})

    other = SimpleUploadedFile("改好.csv", lines(row(9), row(1, 乡镇="清山镇"), row(2)))
    client.post(f"{where}exchange/", {"file": other})

    assert faults(cast, "refuse") == []
    held = Upload.objects.get()
    assert (held.name, [r[1] for r in held.corrections]) == ("改好.csv", [3])


def test_nobody_else_sees_an_upload(cast):
    where = upload(client_of(cast["finance"]), lines(row(1)))
    other = client_of(cast["finance"])
    stranger = Upload.objects.get()
    Upload.objects.filter(pk=stranger.pk).update(person_id=stranger.person_id + 1)

    for path in ("", "preview/", "done/", "annotated.xlsx", "set-aside.xlsx"):
        assert other.get(f"{where}{path}").status_code == 404
    for path in ("", "take/", "exchange/", "drop/"):
        assert other.post(f"{where}{path}", {}).status_code == 404
    assert other.get("/imports/").context["table"].rows == []


def test_a_township_clerk_brings_in_the_rows_of_the_own_township_only(cast):
    client = client_of(cast["needs"])
    where = upload(client, lines(row(1)))
    client.post(
        f"{where}take/", {"once": client.get(f"{where}preview/").context["form"].once_key}, follow=True
    )
    assert PlanItem.objects.get().town_code == "590121901"

    where = upload(client, lines(row(2), row(3, 乡镇="白水镇")))
    said = client.get(f"{where}preview/", follow=True).content.decode()
    assert "这一行不是本乡镇的" in said and "只导入本乡镇的行" in said
    client.post(f"{where}take/", {}, follow=True)
    assert PlanItem.objects.count() == 1


def test_a_township_clerk_is_not_offered_the_lists_of_the_county(cast):
    client = client_of(cast["needs"])
    offered = {value for value, _label in client.get("/imports/").context["form"].fields["kind"].choices}
    assert {"plan", "posts"} <= offered and not offered & {"duties", "catalogue", "funds", "budget", "people"}
    answer = client.post("/imports/", {"kind": "funds", "file": SimpleUploadedFile("表.csv", lines(row(1)))})
    assert answer.status_code == 400 and not Upload.objects.exists()


def test_a_seat_without_the_right_does_not_import(cast):
    assert client_of(cast["treasury"]).get("/imports/").status_code == 403
    assert client_of(cast["treasury"]).post("/imports/", {"kind": "plan"}).status_code == 403


def test_an_upload_can_be_given_up(cast):
    client = client_of(cast["finance"])
    where = upload(client, lines(row(1)))

    client.post(f"{where}drop/", {})

    assert Upload.objects.get().status == "dropped" and client.post(f"{where}take/", {}).status_code == 404
    assert PlanItem.objects.count() == 0


def test_the_annotated_workbook_has_a_comment_at_the_cell(cast):
    client = client_of(cast["finance"])
    where = upload(client, lines(row(1), row(2, 开始日期="2023.2.30")))

    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{where}annotated.xlsx").content))

    comments = [c for sheet in book for line in sheet.iter_rows() for c in line if c.comment]
    assert [(c.coordinate, c.value) for c in comments] == [("M3", "2023.2.30")]


def test_the_row_is_shown_as_it_stands_in_the_file(cast):
    client = client_of(cast["finance"])
    where = upload(client, lines(row(1), row(2, 开始日期="2023.2.30"), row(3)))
    (one,) = client.get(where).context["page"].faults

    shown = client.get(one.url).context["page"].row

    assert [n for n, _, _ in shown.lines] == [2, 3, 4]
    assert ("2023.2.30", True) in shown.lines[1][2]


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b"<a>" + b"<b/>" * 20_000_000)
    return out.getvalue()


HOSTILE = {
    "empty.xlsx": b"",
    "noise.xlsx": bytes(range(256)) * 20,
    "page.xls": b"<html><body><table><tr><td>1</td></tr></table></body></html>",
    "cut.xlsx": b"PK\x03\x04" + b"\x00" * 40,
    "nul.csv": HEAD.encode() + b"\nJH-1,\x00\x00,0101\n",
    "bad.csv": b"\xff\xfe\xfa\x00\x01",
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "emoji.csv": lines(row(1, 项目名称="😀𠮷")),
    "formula.csv": lines(row(1, 项目名称="=HYPERLINK(1)")),
    "huge.csv": lines(row(1, **{"预算金额(元)": "9" * 40, "镇本级资金(元)": "9" * 40})),
    "long.csv": lines(row(1, 项目名称="长" * 5000)),
}


@pytest.mark.parametrize("name", [*HOSTILE, "bomb.xlsx"])
def test_a_hostile_file_is_answered_in_words(cast, name):
    client = client_of(cast["finance"])
    data = bomb() if name == "bomb.xlsx" else HOSTILE[name]

    answer = client.post("/imports/", {"kind": "plan", "file": SimpleUploadedFile(name, data)}, follow=True)

    assert answer.status_code in (200, 400)
    assert PlanItem.objects.count() == 0
    if Upload.objects.exists():
        where = f"/imports/{Upload.objects.get().pk}/"
        for path in ("annotated.xlsx", "set-aside.xlsx"):
            assert client.get(f"{where}{path}").status_code == 200
        assert client.post(f"{where}take/", {}).status_code == 302


@pytest.mark.parametrize(
    "body",
    [
        {"mend:nothing": "x"},
        {"undo": "x!y!z"},
        {"back": "99999999999!!表"},
        {"mend:" + "a" * 20: "\x00"},
        {"aside:nothing": "on", "reason": "因为"},
    ],
)
def test_a_hand_made_request_changes_nothing_and_breaks_nothing(cast, body):
    client = client_of(cast["finance"])
    where = upload(client, lines(row(1)))

    assert client.post(where, body).status_code in (302, 400)
    held = Upload.objects.get()
    assert (held.corrections, held.set_aside) == ([], [])


def test_a_list_leaves_by_its_address_with_the_rights_of_the_page(cast):
    client = client_of(cast["finance"])
    client.post(f"{upload(client, lines(row(1)))}take/", {})

    mine = b"".join(client_of(cast["needs"]).get("/exports/plan.csv").streaming_content).decode("utf-8-sig")
    other = b"".join(client_of(cast["foreign_needs"]).get("/exports/plan.csv").streaming_content).decode(
        "utf-8-sig"
    )

    assert "项目1" in mine and "项目1" not in other
    assert client_of(cast["needs"]).get("/exports/people.csv").status_code == 404
    assert client_of(cast["needs"]).get("/exports/nothing.csv").status_code == 404
    assert client_of(cast["mayor"]).get("/exports/plan.csv").status_code == 403
    assert client_of(cast["needs"]).get("/exports/plan.csv?year=two").status_code == 400
