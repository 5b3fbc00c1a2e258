"""The style guide: every component in every state, with invented data, so that a change is seen before it is shipped."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.views import asks
from xianggou.base.pages.forms import DayField, Form, LongTextField, YuanField, choices
from xianggou.base.pages.paging import chips, export_links, paged, search_box
from xianggou.base.pages.shapes import (
    SHAPES,
    Action,
    Cell,
    CiteShown,
    Column,
    Conflict,
    Crumb,
    Deadline,
    Difference,
    Empty,
    Entry,
    FileShown,
    FindingShown,
    Holder,
    MoneyLine,
    Pair,
    Stage,
    Table,
)

ARTICLE = CiteShown(
    title="《示例服务办法》验收章",
    gist="验收要有受益人参加，意见收齐以后才能付款。（示例条文，用来看版式）",
    since="2015-03-01 起施行 · 按验收日 2025-11-14 适用",
    url="#",
)
LOCAL = CiteShown(
    title="示例县询价规定",
    gist="本县单项服务超过五万元的，要附三家询价。（示例条文）",
    since="2025-01-01 起",
    local=True,
)
STAGES = (
    "事权",
    "需求",
    "资源",
    "目录",
    "项目",
    "计划",
    "预算",
    "采购",
    "合同",
    "履约",
    "支付",
    "评价",
    "结果应用",
)


class PaymentForm(Form):
    """An invented payment request that shows all kinds of fields."""

    amount_fen = YuanField(label=_("申请金额"), paid=True)
    paid_on = DayField(label=_("希望付款日"), help_text=_("写成 2025-11-02、2025.11.2 或 2025年11月2日"))
    stage = forms.ChoiceField(
        label=_("哪一期"), choices=choices([("3", _("第三季度")), ("4", _("第四季度"))])
    )
    way = forms.ChoiceField(
        label=_("怎么送"),
        widget=forms.RadioSelect,
        choices=[("page", _("在线送")), ("paper", _("打印盖章后送"))],
    )
    invoice = forms.FileField(label=_("发票"), required=False, help_text=_("PDF 或照片，10 MB 以内"))
    reason = LongTextField(label=_("付款说明"), length=500, required=False)
    checked = forms.BooleanField(label=_("金额和验收书一致，已逐项核对"), required=False)


OVER = FindingShown(
    "payments.request.over_payable",
    "申请 99,500.00 元，比本期最多可付多 1,000.00 元",
    detail="8、9 月各有 1 次结账逾期，验收时已记扣款，申请里还没减",
    cites=(ARTICLE, LOCAL),
    then="改为 98,500.00 元，或先走扣款复核",
    who="经办本人；复核由没有参加验收的人办",
    verbs=(Action("改为 98,500.00 元", "#form"), Action("申请扣款复核", "#form")),
)
UNHEARD = FindingShown(
    "payments.request.acceptance_incomplete",
    "验收书还缺 2 名服务对象的意见",
    detail="应有 12 名，已有 10 名；缺石桥村、柳坝村各一名",
    cites=(ARTICLE,),
    then="请两名代表在手机上确认，或由村委代录并附签字照片",
    who="两名代表；两村村委（代录）",
)
SMALL_FIRM = FindingShown(
    "payments.request.small_firm",
    "对方是小微企业，付款期限从验收合格日起算",
    stops=False,
    cites=(ARTICLE,),
    then="期限已记入待办，到期前提醒",
)
LINE = MoneyLine(
    approved_fen=42_0000_00,
    available_fen=1_4950_00,
    held_fen=3_0000_00,
    committed_fen=16_2000_00,
    payable_fen=9950_00,
    paid_fen=19_8100_00,
    given_back_fen=5000_00,
    notes={"held": "第四季度", "paid": "2 笔"},
)
WORDS = ("没有填", "办理中", "临期", "晚 6 日", "被挡住", "办结", "退回")
LIFE = [
    *(Stage(name, "done", f"2024-{i + 1:02d}", "#") for i, name in enumerate(STAGES[:9])),
    Stage("履约", "run", "三季度", "#"),
    Stage("支付", "stop", "被挡住", "#", current=True),
    *(Stage(name) for name in STAGES[11:]),
]
WIZARD = [
    Stage("上传", "done", url="#"),
    Stage("改问题", "run", "还有 12 处", current=True),
    Stage("预览变化"),
    Stage("写入"),
]
VERBS = (
    Action("签订合同", "#", primary=True),
    Action("打印", "#"),
    Action("催办", "#", post=True, once="guide"),
    Action(
        "申请付款",
        open=False,
        reason="验收还没完成",
        code="payments.request.acceptance_incomplete",
        cite=ARTICLE,
    ),
)
DUE = [
    Deadline(date(2025, 11, 28), 10, 8),
    Deadline(date(2025, 11, 20), 2, 2, cite=ARTICLE),
    Deadline(date(2025, 11, 18), 0, 0, at="17:00"),
    Deadline(date(2025, 11, 12), -6, -4),
    Deadline(date(2027, 2, 12), 450, provisional=True),
]
ENTRIES = [
    Entry("明年", "2026年预算线预填 39.00 万元，待评价得分后定", "none"),
    Entry(date(2025, 11, 17), "申请付第三季度 99,500.00 元，被挡住", "stop", "周敏", "2 处要处理", "#"),
    Entry(datetime(2025, 11, 14, 1, 30, tzinfo=UTC), "第三季度验收，12 名代表到 12 名", "run", "何志强"),
    Entry(date(2025, 7, 25), "付第二季度 98,500.00 元", "done", "县国库股", "凭证 0412", code="payments.pay"),
    Entry(date(2025, 3, 2), "计划退回补材料", "back", "县财政局"),
]
PAIRS = [
    Pair("承接主体", Cell("明信代理记账有限公司", "#", "小微企业")),
    Pair("合同价", 398_000_00, "fen_yuan"),
    Pair("合同期", "2025-01-20 至 2025-12-31"),
    Pair("状态", Cell("履约中", shape="run"), "status"),
    Pair("备注", None),
]
SUMS = [
    Pair("合同价 398,000.00 ÷ 4", 99_500_00, "fen_yuan"),
    Pair("扣款（2 次 × 500）", -1_000_00, "fen_yuan"),
    Pair("验收后可付", 98_500_00, "fen_yuan", strong=True),
]
FILES = [
    FileShown(
        "第三季度验收书", "#", "履约验收", date(2025, 11, 14), "验收后公告", 210_000, "run", "缺 2 份意见"
    ),
    FileShown(
        "政府购买服务合同",
        "#",
        "合同",
        date(2025, 1, 20),
        "已公开",
        460_000,
        "done",
        "校验一致",
        "9f2c41d07be68a",
    ),
    FileShown("评审专家名单", step="采购", on=date(2025, 1, 8), private=True, state="校验一致"),
    FileShown("事前评估报告", step="计划", missing=True),
    FileShown(
        "付款凭证", "#", "支付", date(2025, 7, 25), "不公开", 95_000, "stop", "校验不一致", "00aa17c3d9e2f4"
    ),
]


def cases(request: HttpRequest) -> dict[str, Any]:
    """All invented data of the guide, by the name its template uses."""
    return {
        "crumbs": (Crumb("青山镇", "#"), Crumb("2025年采购", "#"), Crumb("样式册")),
        "shapes": list(zip(SHAPES, WORDS, strict=True)),
        "stops": [SMALL_FIRM, OVER, UNHEARD],
        "warnings": [SMALL_FIRM],
        "article": ARTICLE,
        "local": LOCAL,
        "stages": LIFE,
        "wizard": WIZARD,
        "line": LINE,
        "off": MoneyLine(10_0000_00, 11_0000_00),
        "figures": (0, 1, 98_500_00, 1381_9300_00, -1_000_00, None),
        "verbs": VERBS,
        "due": DUE,
        "holder": Holder(
            "何志强", "财政办", date(2025, 11, 17), 1, Deadline(date(2025, 11, 21), 3, 3), Action("催办", "#")
        ),
        "outside": Holder("石桥村村民代表", days=4),
        "entries": ENTRIES,
        "pairs": PAIRS,
        "sums": SUMS,
        "files": FILES,
        "table": _table(request),
        "none_found": Table(
            "计划",
            COLUMNS,
            (),
            empty=Empty(
                "没有符合“青山 桥”的计划项目", "筛选了状态“退回”，去掉筛选有 17 项", Action("看全部", "#")
            ),
        ),
        "conflict_form": _forked(),
    }


COLUMNS = (
    Column("name", _("预算线"), main=True),
    Column("approved_fen", _("批复"), "fen", sort="approved_fen"),
    Column("held_fen", _("预留"), "fen"),
    Column("available_fen", _("可用"), "fen"),
    Column("bar", _("构成"), "bar"),
    Column("due", _("期限"), "deadline"),
    Column("state", _("状态"), "status"),
    Column("verbs", _("办"), "verbs"),
)
NAMES = (
    "村级财务管理",
    "治安视频监控维护",
    "动物防疫",
    "植物保护",
    "环境治理（河道保洁）",
    "应急广播维护",
    "居家探访",
)


def _row(i: int, name: str) -> dict[str, Any]:
    return {
        "id": i,
        "name": Cell(name, "#", f"BL-{14 + i:03d}"),
        "approved_fen": 42_0000_00 - i * 3_3300_05,
        "held_fen": 0 if i % 2 else 3_0000_00,
        "available_fen": None if i == 3 else 2_3000_00 - i * 4000_00,
        "bar": LINE,
        "due": DUE[i] if i < len(DUE) else None,
        "state": (SHAPES[i], WORDS[i]),
        "verbs": (Action("办理", "#"),) if i % 2 == 0 else (Action("办理", open=False, reason="等批复"),),
        "void": i == 6,
    }


def _table(request: HttpRequest) -> Table:
    rows = [_row(i, name) for i, name in enumerate(NAMES)]
    page = paged(rows, request, order=("id",), sorts=("approved_fen",), size=5)
    return Table(
        "各预算线",
        COLUMNS,
        page.rows,
        page,
        chips(request, "state", [("run", _("办理中"), 3), ("stop", _("被挡住"), 1)]),
        search_box(request, _("查预算线名称、编号")),
        export_links(request),
        "没有导出含联系人那几列的岗位",
        totals={
            "approved_fen": sum(r["approved_fen"] for r in rows),
            "held_fen": 12_0000_00,
            "available_fen": 8_6000_00,
        },
        marked=1,
    )


def _forked() -> Form:
    form = PaymentForm()
    form.conflict = Conflict(
        "何志强",
        datetime(2025, 11, 18, 2, 40, tzinfo=UTC),
        (Difference("reason", "付款说明", "按合同扣款后付", "第三季度记账服务费", "第三季度记账服务费"),),
    )
    return form


@asks("access.home")
def guide(request: HttpRequest) -> HttpResponse:
    """Every component in every state; the form checks and saves nothing."""
    first = {
        "amount_fen": 98_500_00,
        "paid_on": date(2025, 11, 20),
        "stage": "3",
        "way": "page",
        "checked": True,
    }
    form = PaymentForm(request.POST or None, initial=first)
    if form.is_bound:
        form.is_valid()
    form.offer_yuan("amount_fen", 98_500_00)
    bad = PaymentForm(
        {"amount_fen": "3万", "paid_on": "2025.13.2", "stage": "", "way": "fax", "reason": "x" * 501},
        auto_id="bad_%s",
    )
    bad.offer_yuan("amount_fen", 30_000_00)
    form.draft_url = "#"
    page = cases(request)
    return render(
        request, "pages/guide.html", {"page": page, "form": form, "bad": bad}, status=form.http_status
    )
