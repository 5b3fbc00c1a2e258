"""What can't go into the pocket as it was typed: each problem at its field, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from xianggou.base.places.queries import town_names
from xianggou.base.trail import loads
from xianggou.base.trail.loads import Row
from xianggou.core.findings import Problem
from xianggou.core.money import yuan
from xianggou.stages.duties import queries as duties
from xianggou.stages.funds.models import Consolidation, Fund, Receipt, Share

if TYPE_CHECKING:
    from xianggou.stages.duties.models import Admission

SHARE, FACTOR = "share_", "factor_"


def sending(
    place_code: str,
    facts: Mapping[str, Any],
    shares: Mapping[str, int],
    factors: Mapping[str, Any],
    today: date,
) -> Iterable[Problem]:
    """Why money can't be sent down like this.  Queries: 2."""
    yield from loads.unfit(Fund, facts)
    if not str(facts["name"]).strip():
        yield Problem(
            "funds.issue.name", gettext("资金没有名称"), column="name", then=gettext("写明资金名称")
        )
    if facts["kind"] not in Fund.Kind.values:
        yield Problem(
            "funds.issue.kind", gettext("资金种类不在表里"), column="kind", then=gettext("重新选一次")
        )
    if facts["issued_on"] > today:
        yield Problem(
            "funds.issue.future",
            gettext("下达日期还没有到"),
            column="issued_on",
            then=gettext("填文件上的日期"),
        )
    if facts["expected_on"] and facts["expected_on"] < facts["issued_on"]:
        yield Problem(
            "funds.issue.expected",
            gettext("预计到账日在下达日期之前"),
            column="expected_on",
            then=gettext("核对两个日期"),
        )
    yield from _duties_of(place_code, str(facts["kind"]), facts["duty_codes"])
    yield from _shares_of(place_code, shares)
    yield from _factors_of(factors)


def following(
    place_code: str,
    facts: Mapping[str, Any],
    shares: Mapping[str, int],
    factors: Mapping[str, Any],
    today: date,
) -> Iterable[Problem]:
    """Why money can't follow a duty like this, before the duty is decided.  Queries: 1."""
    on = facts["issued_on"]
    yield from loads.unfit(Fund, facts)
    if on > today:
        yield Problem(
            "funds.move_down.future",
            gettext("决定日期还没有到"),
            column="on",
            then=gettext("填决定文件上的日期"),
        )
    if facts["expected_on"] and facts["expected_on"] < on:
        yield Problem(
            "funds.issue.expected",
            gettext("预计到账日在决定日期之前"),
            column="expected_on",
            then=gettext("核对两个日期"),
        )
    yield from _shares_of(place_code, shares)
    yield from _factors_of(factors)


def unlike_what_was_applied(admission: Admission, fen: int) -> Iterable[Problem]:
    """Shares that do not add up to the money that the application brings."""
    if fen != admission.money_fen:
        yield Problem(
            "funds.move_down.amount",
            gettext("各乡镇合计 %(given)s 元，申请随事下达 %(asked)s 元")
            % {"given": yuan(fen), "asked": yuan(admission.money_fen)},
            value=yuan(fen),
            then=gettext("改各乡镇的金额，使合计等于申请的经费"),
        )


def bound_to_a_duty(funds: Mapping[str, Fund], rows: Iterable[Row], name: str) -> Iterable[Problem]:
    """Rows of a list that would change money which follows an admitted duty."""
    for row in rows:
        fund = funds.get(row[name])
        if fund is not None and fund.admission_id is not None:
            yield loads.problem(
                row,
                "settled",
                gettext("%(code)s 是随事权准入下达的，不能用清单改") % {"code": fund.code},
                gettext("从表里去掉这一行"),
            )


def _factors_of(factors: Mapping[str, Any]) -> Iterable[Problem]:
    """Values of the factor that no column could hold."""
    for town, value in factors.items():
        if value is not None:
            for problem in loads.unfit(Share, {"factor_value": value}):
                yield Problem(problem.code, problem.what, column=f"{FACTOR}{town}", then=problem.then)


def _duties_of(place_code: str, kind: str, codes: Sequence[str]) -> Iterable[Problem]:
    """Earmarked money names the duties it is for, and they stand on the list."""
    if kind != Fund.Kind.GENERAL and not codes:
        yield Problem(
            "funds.issue.no_duty",
            gettext("专项资金没有写明用于哪些事权"),
            column="duty_codes",
            then=gettext("写上责任清单里的事项编码"),
        )
    version = duties.list_in_force(place_code)
    known = {duty.code for duty in duties.duties_of(version)} if version is not None and codes else set()
    for code in codes:
        if code not in known:
            yield Problem(
                "funds.issue.unknown_duty",
                gettext("责任清单里没有 %(code)s") % {"code": code},
                column="duty_codes",
                value=code,
                then=gettext("核对事项编码"),
            )


def _shares_of(place_code: str, shares: Mapping[str, int]) -> Iterable[Problem]:
    """Each township is one of the place and gets something."""
    if not shares:
        yield Problem(
            "funds.issue.no_share", gettext("没有分给任何乡镇"), then=gettext("至少给一个乡镇写上金额")
        )
    names = town_names(place_code)
    for town, fen in shares.items():
        if town not in names:
            yield Problem(
                "funds.issue.foreign_town",
                gettext("%(town)s 不是本地的乡镇") % {"town": town},
                value=town,
                then=gettext("从乡镇名单里选"),
            )
        elif fen <= 0:
            yield Problem(
                "funds.issue.nothing",
                gettext("%(town)s的金额要大于 0") % {"town": names[town]},
                column=f"{SHARE}{town}",
                value=yuan(fen),
                then=gettext("不分给它的，空着不填"),
            )


def receiving(share: Share, fen: int, voucher: str, on: date, today: date) -> Iterable[Problem]:
    """Why an arrival can't be recorded like this."""
    if fen <= 0 or fen > share.left_fen:
        yield Problem(
            "funds.receive.amount",
            gettext("登记 %(fen)s 元；应到 %(all)s 元，已到 %(here)s 元，还没到的是 %(left)s 元")
            % {
                "fen": yuan(fen),
                "all": yuan(share.amount_fen),
                "here": yuan(share.received_fen),
                "left": yuan(share.left_fen),
            },
            column="amount_fen",
            value=yuan(fen),
            then=gettext("改为大于 0、不超过未到的数"),
        )
    if not voucher.strip():
        yield Problem(
            "funds.receive.voucher",
            gettext("没有写到账凭证号"),
            column="voucher",
            then=gettext("写上回单或凭证号"),
        )
    if on > today or (share.fund.issued_on and on < share.fund.issued_on):
        yield Problem(
            "funds.receive.day",
            gettext("到账日期在下达之前，或还没有到"),
            column="received_on",
            value=on.isoformat(),
            then=gettext("填回单上的日期"),
        )
    for problem in loads.unfit(Receipt, {"voucher": voucher}):
        yield Problem(problem.code, problem.what, column="voucher", then=problem.then)


def joining(
    funds: Mapping[str, Fund],
    document: str,
    decided_on: date,
    decided_by: str,
    decisions: Mapping[str, tuple[bool, str]],
    today: date,
) -> Iterable[Problem]:
    """Why funds can't be joined like this."""
    told = {"document": document, "decided_by_body": decided_by}
    for name, column in (("document", "document"), ("decided_by_body", "decided_by")):
        if not told[name].strip():
            yield Problem(
                f"funds.consolidate.{column}",
                gettext("整合要有决定：文号、日期、由谁决定"),
                column=column,
                then=gettext("照决定文件填"),
            )
        for problem in loads.unfit(Consolidation, {name: told[name]}):
            yield Problem(problem.code, problem.what, column=column, then=problem.then)
    if decided_on > today:
        yield Problem(
            "funds.consolidate.future",
            gettext("决定日期还没有到"),
            column="decided_on",
            then=gettext("填决定文件上的日期"),
        )
    if not decisions:
        yield Problem(
            "funds.consolidate.none", gettext("没有选要整合的资金"), then=gettext("至少选一项专项资金")
        )
    for code, (_lifted, purpose) in decisions.items():
        fund = funds.get(code)
        if fund is None or fund.kind == Fund.Kind.GENERAL:
            yield Problem(
                "funds.consolidate.not_earmarked",
                gettext("%(code)s 不是这一年的专项资金") % {"code": code},
                value=code,
                then=gettext("从专项资金里选"),
            )
        if not purpose.strip():
            yield Problem(
                "funds.consolidate.purpose",
                gettext("%(code)s 没有写整合后的用途") % {"code": code},
                column=f"purpose_{code}",
                then=gettext("写明整合后能用在哪里"),
            )
        for problem in loads.unfit(Consolidation, {"purpose_after": purpose}):
            yield Problem(problem.code, problem.what, column=f"purpose_{code}", then=problem.then)


def below_what_arrived(
    funds: Mapping[str, Fund], stand: Mapping[tuple[int, str], Share], rows: Iterable[Row]
) -> Iterable[Problem]:
    """Rows that would make a share smaller than what of it has arrived."""
    for row in rows:
        here = stand.get((funds[row["fund_code"]].pk, row["town_code"]))
        if here is not None and row.get("amount_fen", here.amount_fen) < here.received_fen:
            yield loads.problem(
                row,
                "split_parts",
                gettext("已经到账 %(here)s 元，分配不能少于它") % {"here": yuan(here.received_fen)},
                gettext("核对分配金额；到账登错的先冲回"),
            )
