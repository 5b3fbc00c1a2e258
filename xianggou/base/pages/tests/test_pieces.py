"""The pieces say what they are given: shape and word together, all findings at once, nothing unescaped, nothing inline."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import engines
from django.utils import translation

from xianggou.base.pages import bars, figures, shapes
from xianggou.base.pages.forms import Form, TextField, YuanField
from xianggou.base.pages.shapes import (
    Action,
    Cell,
    CiteShown,
    Column,
    Deadline,
    FindingShown,
    MoneyLine,
    Stage,
    Table,
)
from xianggou.core.findings import Cite, Finding, Level, Verdict


def draw(source, request=None, **context):
    return engines["django"].from_string("{% load pages %}" + source).render(context, request)


def text(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_figures_are_exact_in_yuan_and_carry_it_in_wan():
    assert text(figures.yuan(1_0000_00)) == "10,000.00"
    wan = figures.wan(98_765_43)
    assert text(wan) == "9.88"
    assert 'data-exact="98,765.43 元"' in wan
    assert 'title="98,765.43 元"' in wan
    assert 'tabindex="0"' in wan


def test_zero_unknown_and_below_zero_look_different():
    assert "zero" in figures.yuan(0)
    assert "zero" not in figures.yuan(1)
    assert text(figures.yuan(None)) == "—"
    assert text(figures.yuan(-1)) == "−0.01"


def test_the_switch_in_the_address_turns_amounts_and_heads(ask):
    source = "{% money fen %} {% unit_name %} {{ fen|wan }}"
    assert text(draw(source, ask("/l/"), fen=98_500_00)) == "9.85 万元 9.85"
    assert text(draw(source, ask("/l/?unit=yuan"), fen=98_500_00)) == "98,500.00 元 9.85"


@pytest.mark.parametrize(
    ("due", "kind", "left"),
    [
        (Deadline(date(2025, 11, 28), 10, 8), "none", "还剩 8 个工作日"),
        (Deadline(date(2025, 11, 21), 4, 2), "soon", "还剩 2 个工作日"),
        (Deadline(date(2025, 11, 18), 0), "soon", "今天到期"),
        (Deadline(date(2025, 11, 12), -6, -4), "late", "晚 6 日"),
    ],
)
def test_a_deadline_is_never_a_date_alone(due, kind, left):
    html = figures.deadline(due)
    assert due.shape == kind
    assert left in html
    assert ("#g-" in html) is (kind != "none")


def test_dates_read_as_tables_and_as_tasks():
    assert figures.day(date(2025, 11, 18)) == "2025-11-18"
    assert figures.day(date(2025, 11, 18), "task") == "11月18日 周二"
    assert figures.moment(datetime(2025, 11, 17, 23, 30, tzinfo=UTC)) == "2025-11-18 07:30"
    with translation.override("en"):
        assert figures.day(date(2025, 11, 18), "task") == "18 Nov Tue"


@pytest.mark.parametrize("kind", shapes.SHAPES)
def test_a_status_is_a_shape_and_a_word(kind):
    html = figures.status(kind, "词<b>")
    assert f"#g-{kind}" in html
    assert "词&lt;b&gt;" in html


def test_an_unknown_shape_is_a_defect():
    with pytest.raises(ValueError, match="no such shape"):
        figures.shape("red")


def test_every_shape_has_its_symbol():
    sprite = engines["django"].get_template("pages/sprite.html").render()
    for kind in shapes.SHAPES:
        assert f'id="g-{kind}"' in sprite


def test_findings_stand_stops_first_with_clause_next_who_and_code():
    cite = CiteShown("《某法》第一条", "条文大意", "2015-03-01 起施行")
    html = draw(
        "{% findings found %}",
        found=[
            FindingShown("a.b.warn", "提醒甲", stops=False),
            FindingShown("a.b.stop", "问题乙", cites=(cite,), then="改为丙", who="丁"),
        ],
    )
    said = text(html)
    assert said.index("问题乙") < said.index("提醒甲")
    assert "有 1 处要先处理，1 处提醒，不挡" in said
    for part in ("《某法》第一条", "条文大意", "改为丙", "丁", "a.b.stop", "a.b.warn"):
        assert part in said
    assert re.search(r'class="print-only printed-gist">条文大意', html)
    assert 'role="alert"' in html


def test_warnings_alone_do_not_shout():
    html = draw("{% findings found %}", found=[FindingShown("a.b.warn", "提醒", stops=False)])
    assert 'role="alert"' not in html
    assert "要先处理" not in html
    assert "findings warns" in html


def test_no_findings_no_panel():
    assert draw("{% findings found %}", found=[]).strip() == ""
    assert draw("{% findings found %}", found=None).strip() == ""


def test_what_people_wrote_is_escaped_in_every_piece():
    evil = "<script>alert(1)</script>"
    html = draw(
        "{% findings f %}{% timeline e %}{% kv p %}{% filelist x %}{% table t %}{% nothing n %}{% verb v %}{% holder h %}{% life_strip s %}",
        f=[FindingShown("a.b.c", evil, then=evil, who=evil, cites=(CiteShown(evil, evil),))],
        e=[shapes.Entry(date(2025, 1, 1), evil, by=evil, note=evil)],
        p=[(evil, evil), (evil, Cell(evil, note=evil))],
        x=[shapes.FileShown(evil, state=evil)],
        t=Table(
            evil,
            [Column("a", evil, main=True), Column("b", evil, "code")],
            [{"a": evil, "b": Cell(evil, note=evil)}],
        ),
        n=shapes.Empty(evil, evil),
        v=Action(evil, open=False, reason=evil),
        h=shapes.Holder(evil, evil),
        s=[Stage(evil, "run", evil)],
    )
    assert "<script" not in html


def test_a_closed_verb_says_why_and_does_nothing():
    html = draw("{% verb a %}", a=Action("申请付款", "/pay/", post=True, open=False, reason="验收还没完成"))
    assert 'aria-disabled="true"' in html
    assert "验收还没完成" in html
    assert "<form" not in html
    assert "/pay/" not in html


def test_a_verb_that_acts_posts_with_its_once_key(ask):
    html = draw("{% verb a %}", ask(), a=Action("催办", "/remind/", post=True, once="k1"))
    assert 'method="post"' in html
    assert 'name="once" value="k1"' in html
    assert "csrfmiddlewaretoken" in html


def test_the_bar_is_drawn_to_scale_and_full():
    line = MoneyLine(100, available_fen=1, held_fen=33, committed_fen=33, payable_fen=33)
    parts = bars.parts(line)
    assert line.balances
    assert sum(Decimal(p.width.rstrip("%")) for p in parts) == 100
    assert [p.name for p in parts] == ["paid", "payable", "committed", "held", "given_back", "available"]
    assert bars.parts(MoneyLine(0))[0].width == "0.00%"


def test_a_bar_that_does_not_add_up_says_so():
    html = draw("{% money_bar l %}", l=MoneyLine(100, available_fen=101))
    assert "不等于批复" in html
    assert "#g-stop" in html
    assert "一分不差" in draw("{% money_bar l %}", l=MoneyLine(100, available_fen=100))


def test_a_table_puts_the_unit_in_the_head_and_figures_right(ask):
    table = Table(
        "线",
        [Column("n", "名", main=True), Column("s", "批复", "fen")],
        [{"n": "甲", "s": 98_500_00}],
        totals={"s": 98_500_00},
    )
    html = draw("{% table t %}", ask(), t=table)
    head, body = html.split("</thead>")
    assert "万元" in text(head)
    assert "万元" not in text(body).replace("合计", "")
    assert '<th scope="row">' in body
    assert re.search(r'<td data-label="批复" class="num">', body)
    assert "合计" in body


def test_an_empty_table_says_why_and_what_to_do():
    table = Table(
        "线", [Column("n", "名")], [], empty=shapes.Empty("没有", "筛掉了", Action("看全部", "/l/"))
    )
    html = draw("{% table t %}", t=table)
    assert "<table" not in html
    assert "筛掉了" in html
    assert 'href="/l/"' in html


def test_done_stages_fold_on_a_phone():
    stages = [Stage(str(i), "done") for i in range(5)] + [Stage("六", "stop", current=True)]
    html = draw("{% life_strip s %}", s=stages)
    assert "前 5 步已办完：0 到 4" in text(html)
    assert 'aria-current="step"' in html
    assert "life-fold" not in draw("{% life_strip s %}", s=stages[-2:])


class Small(Form):
    name = TextField(label="名称", help_text="写全称")
    sum_fen = YuanField(label="金额", required=False)


def test_a_field_ties_label_hint_error_and_unit_together():
    form = Small({"name": "", "sum_fen": "3万"})
    html = draw("{% form_fields f %}", f=form)
    assert '<label for="id_name">' in html
    assert 'aria-describedby="id_name_hint id_name_error"' in html
    assert html.count('aria-invalid="true"') == 2
    assert "（元）" in html
    assert "可不填" in html
    assert 'value="3万"' in html


def test_the_summary_says_the_same_words_and_leads_to_the_field():
    form = Small({"name": "", "sum_fen": "3万"})
    html = draw("{% error_summary f %}", f=form)
    assert "有 2 处要改" in html
    assert '<a href="#id_name">“名称”还没有填</a>' in html
    assert form.errors["sum_fen"][0] in html
    assert draw("{% error_summary f %}", f=Small()).strip() == ""


def page(**context):
    source = '{% extends "base.html" %}{% block title %}某页{% endblock %}{% block content %}<p>正文</p>{% endblock %}'
    return engines["django"].from_string(source + context.pop("more", "")).render(context)


def test_the_title_is_the_tab_and_the_heading():
    html = page()
    assert "<title>某页 · 乡购</title>" in html
    assert "<h1>某页</h1>" in html
    assert html.count("<p>正文</p>") == 1
    assert 'class="cols"' not in html
    assert '<html lang="zh-Hans"' in html


def test_trouble_begins_the_title():
    form = Small({"name": ""})
    assert "<title>有问题：某页" in page(form=form)


def test_an_aside_makes_two_columns():
    html = page(more="{% block aside %}旁{% endblock %}")
    assert 'class="cols"' in html
    assert html.count("旁</aside>") == 1


def test_a_demo_and_a_set_clock_are_on_every_page():
    html = page(installation=shapes.Installation(True, datetime(2025, 11, 18, 2, 42, tzinfo=UTC)))
    assert "示例数据" in html
    assert html.count("2025-11-18 10:42") == 2
    assert "示例数据" not in page(installation=shapes.Installation())


def test_the_frame_says_who_acts_and_marks_where_one_is():
    html = page(
        nav=[shapes.NavItem("计划", "/plans/", True, 0), shapes.NavItem("待办", "/", False, 9)],
        whoami=shapes.Whoami("清岚县", "财政办", "周敏", "采购经办"),
        search_url="/find/",
    )
    said = text(html)
    for part in ("清岚县", "财政办", "周敏", "采购经办"):
        assert part in said
    assert '<a href="/plans/" aria-current="page">计划</a>' in html
    assert '<span class="tally">9</span>' in html
    assert 'role="search" action="/find/"' in html


def test_a_verdict_of_the_rules_is_put_in_the_words_of_its_room():
    cite = Cite("某办法", "第一条", "条文大意", "某号", "law")
    found = Finding("suppliers.register.bad_code", Level.STOP, {"code": "91X", "reason": "校验位"}, (cite,))
    said = text(draw("{% findings v %}", v=Verdict("suppliers.register", (found,))))
    for part in (
        "代码 91X 不对：校验位",
        "抄错一位就对不上",
        "《某办法》第一条",
        "条文大意",
        "对照证照原件重录",
    ):
        assert part in said
    assert "suppliers.register.bad_code" in said


def test_a_stop_until_reason_says_so_and_with_its_reason_no_longer_stops():
    found = Finding("suppliers.register.bad_code", Level.STOP_UNTIL_REASON, {"code": "9", "reason": "短"})
    assert "写明理由后可办" in text(draw("{% findings v %}", v=Verdict("a.b", (found,))))
    passed = text(draw("{% findings v %}", v=Verdict("a.b", (found.reasoned("老证，已核原件"),))))
    assert "已写明理由，不再挡" in passed
    assert "老证，已核原件" in passed
    assert "要先处理" not in passed
