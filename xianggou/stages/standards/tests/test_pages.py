"""Execution standards as pages: lists, one version, writing, sending, publishing, comparing, the paper."""

from __future__ import annotations

import io
from datetime import date

import pytest
from docx import Document

from tests import cast as casting
from tests.bureaus import GROUPS, whole
from tests.visits import client_of, expected_counts, once, statements
from xianggou.stages.standards import actions, queries
from xianggou.stages.standards.models import Standard

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(cast):
    return client_of(cast["needs"])


@pytest.fixture
def writer(bureaus):
    return client_of(bureaus.writer)


@pytest.fixture
def head(bureaus):
    return client_of(bureaus.head)


def published(cast, code="0101", **more):
    return actions.adopt(
        where=cast.county, by=cast["finance"], catalogue_code=code, issued_on=date(2023, 2, 1),
        indicators=whole(), **more,
    )  # fmt: skip


def text(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def typed(rows=None):
    """What the page of indicators sends."""
    rows = whole() if rows is None else rows
    fields = {f"{name}_{n}": value for n, row in enumerate(rows) for name, value in row.items()}
    return once(rows=len(rows), **fields)


def test_the_list_shows_what_is_in_force_and_narrows(cast, clerk):
    page = text(clerk, "/standards/")
    assert "农村生活垃圾收集转运" in page and "2023-01-10" in page and "本部门在写的" not in page
    assert "农村生活垃圾收集转运" in text(clerk, "/standards/?q=垃圾&department=&field=基本公共服务")
    for nothing in ("q=没有的", "department=民政局", "field=x", "q=%00%25_"):
        assert "没有符合的执行标准" in text(clerk, f"/standards/?{nothing}")


def test_one_standard_shows_indicators_and_their_full_weight(clerk):
    page = text(clerk, f"/standards/{Standard.objects.get().pk}/")
    assert "月均清运量" in page and "权重合计 100 分" in page and "农村生活垃圾收运管理规定" in page


def test_an_older_version_stays_readable_and_compares_with_the_new(cast, clerk):
    old = Standard.objects.get()
    new = published(
        cast, qualifications=[{"of": "承接主体", "requirement": "取得许可", "checked_at": ["登记"]}]
    )
    page = text(clerk, f"/standards/{old.pk}/")
    assert "已被新版取代" in page and f"/standards/{new.pk}/" in page
    assert f"/standards/{old.pk}/" not in text(clerk, "/standards/")
    for pair in ((old.pk, new.pk), (new.pk, old.pk)):
        page = text(clerk, "/standards/{}/compare/{}/".format(*pair))
        assert "月均清运量" in page and "删去" in page and "新增" in page and "取得许可" in page


def test_what_is_not_there_is_not_found(cast, clerk, writer):
    standard = Standard.objects.get()
    other = published(cast, "0105")
    for url in (
        "/standards/999999/",
        f"/standards/{standard.pk}/compare/{other.pk}/",
        f"/standards/{standard.pk}/standard.exe",
    ):
        text(clerk, url, 404)
    text(writer, f"/standards/{standard.pk}/edit/nothing/", 404)


def test_a_standard_is_written_sent_and_published_by_pages(bureaus, writer, head, clerk):
    made = writer.post("/standards/new/", once(item="0101", start="published"), follow=True)
    draft = Standard.objects.get(status="draft")
    assert made.redirect_chain[-1][0] == f"/standards/{draft.pk}/" and "草稿" in made.content.decode()
    text(clerk, f"/standards/{draft.pk}/", 404)  # nobody else knows of it

    base = f"/standards/{draft.pk}/edit"
    assert "月均清运量" in text(writer, f"{base}/indicators/")
    for part, sent in (
        ("indicators", typed()),
        ("scope", once(scope="全县各乡镇", effective_on="2023年3月5日")),
        ("qualifications", once(rows=1, of_0="承接主体", requirement_0="取得许可", is_dated_0="on", checked_at_0=["登记", "响应"])),
        ("rules", once(rows=1, name_0="《收运规范》（示例）", issuer_0="县住建局", since_0="2022.1.1")),
    ):  # fmt: skip
        assert writer.post(f"{base}/{part}/", sent).status_code == 302, part
    draft.refresh_from_db()
    assert (draft.scope, draft.effective_on, draft.version) == ("全县各乡镇", date(2023, 3, 5), 5)
    assert queries.qualifications_of(draft)[0].checked_at == ("登记", "响应")
    assert queries.rules_of(draft)[0].since == "2022-01-01"

    text(head, f"/standards/{draft.pk}/send/", 403)
    assert writer.post(f"/standards/{draft.pk}/send/", once(why="")).status_code == 302
    assert [w.verb for w in queries.waiting_for(bureaus.head)] == ["standards.publish"]
    text(writer, f"/standards/{draft.pk}/publish/", 403)
    assert head.post(f"/standards/{draft.pk}/publish/", once(why="同意")).status_code == 302

    page = text(clerk, f"/standards/{draft.pk}/")
    assert "BZ-0101-2023" in page and "第 2 版" in page and "取得许可" in page


def test_a_draft_says_what_is_open_and_its_button_is_off(cast, bureaus, writer):
    draft = actions.draft(where=cast.county, by=bureaus.writer, catalogue_code="0101", from_published=False)
    page = text(writer, f"/standards/{draft.pk}/")
    assert "standards.publish.group_missing" in page and "各项权重合计 0 分" in page
    refused = writer.post(f"/standards/{draft.pk}/send/", once(why=""))
    assert refused.status_code == 422 and "其他特性指标" in refused.content.decode()


@pytest.mark.parametrize(
    "bad",
    [
        {"weight": "十二"},
        {"weight": "100.001"},
        {"weight": "-1"},
        {"group": ""},
        {"name": ""},
        {"group": "安全"},
    ],
)
def test_bad_rows_are_told_at_their_box_and_keep_what_was_typed(cast, bureaus, writer, bad):
    draft = actions.draft(where=cast.county, by=bureaus.writer, catalogue_code="0101")
    rows = [*whole()[:7], {**whole()[7], "measure": "独有的取数方法", **bad}]
    refused = writer.post(f"/standards/{draft.pk}/edit/indicators/", typed(rows))
    assert refused.status_code == 400 and "独有的取数方法" in refused.content.decode()
    assert len(queries.indicators(draft.pk)) == 3


def test_full_width_figures_are_read(cast, bureaus, writer):
    draft = actions.draft(where=cast.county, by=bureaus.writer, catalogue_code="0101")
    rows = whole(weights={"范围": "８"})
    assert writer.post(f"/standards/{draft.pk}/edit/indicators/", typed(rows)).status_code == 302
    assert queries.indicators(draft.pk)[0].weight == 8


def test_a_cleared_row_is_taken_out_and_one_more_is_offered(cast, bureaus, writer):
    draft = actions.draft(where=cast.county, by=bureaus.writer, catalogue_code="0101")
    empty = dict.fromkeys(("name", "target", "unit", "measure", "weight", "deduction"), "")
    rows = [*whole(), {"group": "数量", **empty}]
    more = writer.post(f"/standards/{draft.pk}/edit/indicators/", {**typed(rows), "more": "1"})
    assert more.status_code == 200 and 'name="name_9"' in more.content.decode()
    assert writer.post(f"/standards/{draft.pk}/edit/indicators/", typed(rows)).status_code == 302
    assert [i.group for i in queries.indicators(draft.pk)] == list(GROUPS)


def test_somebody_else_s_change_is_shown_and_mine_stays(cast, bureaus, writer):
    draft = actions.draft(where=cast.county, by=bureaus.writer, catalogue_code="0101")
    actions.edit(draft.pk, by=bureaus.writer, version=1, scope="别人写的")
    late = writer.post(f"/standards/{draft.pk}/edit/scope/", once(scope="我写的", version="1"))
    assert (
        late.status_code == 409 and "我写的" in late.content.decode() and "别人写的" in late.content.decode()
    )


def test_a_double_click_drafts_once(writer, bureaus):
    sent = once(item="0101", start="published")
    first, second = (writer.post("/standards/new/", sent) for _ in range(2))
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert Standard.objects.filter(status="draft").count() == 1
    again = writer.post("/standards/new/", once(item="0101", start="published"))
    assert again.status_code == 400 and "已经有一份在写的标准" in again.content.decode()


def test_only_one_s_own_items_are_offered_and_taken(writer):
    page = text(writer, "/standards/new/?item=0101")
    assert "农村生活垃圾收集转运" in page and "居家养老" not in page
    assert writer.post("/standards/new/", once(item="0105", start="blank")).status_code == 400


@pytest.mark.parametrize("act", ["edit/indicators", "edit/scope", "send", "publish", "return", "drop"])
def test_the_foreign_department_and_other_roles_reach_no_draft(cast, bureaus, act):
    draft = actions.draft(where=cast.county, by=bureaus.writer, catalogue_code="0101")
    url = f"/standards/{draft.pk}/{act}/"
    for actor in (
        bureaus.foreign,
        bureaus.foreign_head,
        cast["needs"],
        cast["finance"],
        cast["foreign_needs"],
    ):
        for answer in (client_of(actor).get(url), client_of(actor).post(url, once(why="x"))):
            assert answer.status_code in (403, 404), (actor.name, answer.status_code)
    draft.refresh_from_db()
    assert (draft.status, draft.version) == ("draft", 1)


@pytest.mark.parametrize("act", ["edit/indicators", "send", "publish"])
def test_the_foreign_department_reads_a_published_one_and_changes_nothing(cast, bureaus, act):
    standard = Standard.objects.get()
    assert "修改" not in text(client_of(bureaus.foreign), f"/standards/{standard.pk}/")
    answer = client_of(bureaus.foreign).post(f"/standards/{standard.pk}/{act}/", once(why="x"))
    assert answer.status_code == 403


def test_what_came_back_says_why(cast, bureaus, writer, head):
    draft = actions.draft(where=cast.county, by=bureaus.writer, catalogue_code="0101")
    actions.edit(draft.pk, by=bureaus.writer, version=1, indicators=whole())
    actions.send(draft.pk, by=bureaus.writer)
    assert head.post(f"/standards/{draft.pk}/return/", once(why="")).status_code == 400
    assert head.post(f"/standards/{draft.pk}/return/", once(why="满意度目标太低")).status_code == 302
    assert "满意度目标太低" in text(writer, f"/standards/{draft.pk}/")
    assert writer.post(f"/standards/{draft.pk}/drop/", once(why="不写了")).status_code == 302
    assert "本部门没有在写的标准" in text(writer, "/standards/")


def test_what_is_missing_is_listed_for_the_department_and_the_county(cast, bureaus):
    foreign = client_of(bureaus.foreign)
    assert "居家养老上门服务" in text(foreign, "/standards/missing/")
    assert "居家养老上门服务" in text(client_of(cast["finance"]), "/standards/missing/")
    own = client_of(bureaus.writer)
    assert "每一项都有执行标准" in text(own, "/standards/missing/")
    assert "居家养老上门服务" in text(own, "/standards/missing/?all=1")
    text(client_of(cast["needs"]), "/standards/missing/", 403)
    published(cast, "0105")
    assert "每一项都有执行标准" in text(foreign, "/standards/missing/")


def test_what_waits_follows_the_state(cast, bureaus):
    assert [(w.verb, w.code) for w in queries.waiting_for(bureaus.foreign)] == [("standards.draft", "0105")]
    assert queries.waiting_for(bureaus.writer) == [] == queries.waiting_for(cast["needs"])
    draft = actions.draft(where=cast.county, by=bureaus.foreign, catalogue_code="0105")
    assert [w.verb for w in queries.waiting_for(bureaus.foreign)] == ["standards.send"]
    assert queries.waiting_for(bureaus.foreign_head) == []
    actions.edit(draft.pk, by=bureaus.foreign, version=1, indicators=whole())
    actions.send(draft.pk, by=bureaus.foreign)
    assert queries.waiting_for(bureaus.foreign) == []
    (waits,) = queries.waiting_for(bureaus.foreign_head)
    assert (waits.verb, waits.name) == ("standards.publish", "居家养老上门服务")


def test_a_standard_whose_accounting_system_was_replaced_says_so(cast, bureaus, clerk):
    standard = published(cast, rules=["《村集体经济组织会计制度》"])
    assert "standards.publish.old_accounting" not in text(clerk, f"/standards/{standard.pk}/")
    casting.set_clock("2024-01-01 09:00")
    assert "standards.publish.old_accounting" in text(clerk, f"/standards/{standard.pk}/")


def test_the_paper_says_all_of_it(cast, clerk):
    standard = published(
        cast, scope="全县各乡镇", rules=[{"name": "《收运规范》（示例）", "issuer": "县住建局", "since": "2022-01-01"}],
        qualifications=[{"of": "从业人员", "requirement": "持证上岗", "proof": "证书", "is_dated": True}], department="住建局",
    )  # fmt: skip
    answer = clerk.get(f"/standards/{standard.pk}/standard.docx")
    document = Document(io.BytesIO(answer.content))
    said = "\n".join(
        [p.text for p in document.paragraphs]
        + [c.text for t in document.tables for r in t.rows for c in r.cells]
    )
    for word in (
        "BZ-0101-2023", "第2版", "全县各乡镇", "《收运规范》（示例）", "持证上岗", "住建局", "100", *GROUPS, "每低1个百分点扣1分",
    ):  # fmt: skip
        assert word in said, word
    pdf = clerk.get(f"/standards/{standard.pk}/standard.pdf")
    assert pdf.content.startswith(b"%PDF") and pdf["Content-Type"] == "application/pdf"


def test_the_list_leaves_as_a_file(cast, bureaus):
    answer = client_of(bureaus.writer).get("/standards/?format=csv")
    assert "农村生活垃圾收集转运" in b"".join(answer.streaming_content).decode("utf-8-sig")
    assert client_of(cast["mayor"]).get("/standards/?format=csv").status_code == 403


def test_more_standards_take_no_more_statements(cast, bureaus):
    counts = expected_counts(__file__)
    client = client_of(bureaus.writer)
    standard = Standard.objects.get()

    def asked():
        return {url: statements(client, url.replace("ID", str(standard.pk))) for url in counts}

    few = asked()
    for n in range(100):
        actions.adopt(
            where=cast.county, by=cast["finance"], catalogue_code=f"03{n:02d}", issued_on=date(2023, 2, 1),
            indicators=whole(), department="住建局",
        )  # fmt: skip
    assert few == asked() == counts
