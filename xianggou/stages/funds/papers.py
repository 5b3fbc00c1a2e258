"""From the rows of the pocket to the facts of its papers."""

from __future__ import annotations

from datetime import date

from xianggou.base.documents.language import in_chinese
from xianggou.base.documents.paper import Foot
from xianggou.base.places import queries as places
from xianggou.base.trail import queries as trails
from xianggou.core.money import Fen
from xianggou.stages.duties import queries as duties
from xianggou.stages.funds import queries
from xianggou.stages.funds.documents import JoinedLine, NoticeFacts, ShareLine, SheetFacts
from xianggou.stages.funds.models import Fund, Share


def foot(place_code: str) -> Foot:
    """Where a paper of the pocket came from.  Queries: 2–3."""
    installation = trails.installation()
    is_demo = installation is not None and installation.kind != "real"
    clock = trails.today() if installation is not None and installation.clock_shift is not None else None
    return Foot(
        trail_entries=trails.register_of(place_code, "funds", "资金").last_seq, demo=is_demo, clock_on=clock
    )


def _issuer(place_code: str) -> str:
    """The finance bureau's full name: only it sends money down.  Queries: 1."""
    return f"{places.place(place_code).name}财政局"


@in_chinese
def notice_facts(fund: Fund, shares: list[Share]) -> NoticeFacts:
    """All that stands in a fund's release notice; `shares` are those that the reader may see.  Queries: 7."""
    names = places.town_names(fund.place_code)
    version = duties.list_in_force(fund.place_code)
    known = {d.code: d.name for d in duties.duties_of(version)} if version is not None else {}
    return NoticeFacts(
        place=places.place(fund.place_code).name,
        issuer=_issuer(fund.place_code),
        number=fund.document,
        issued_on=fund.issued_on or trails.today(),
        name=fund.name,
        code=fund.code,
        kind=fund.get_kind_display(),
        level=fund.level,
        department=fund.department,
        duties=tuple((code, known.get(code, "")) for code in fund.duty_codes),
        factor=fund.factor,
        shares=tuple(
            ShareLine(names.get(s.town_code, s.town_code), s.factor_value, Fen(s.amount_fen)) for s in shares
        ),
        expected_on=fund.expected_on,
        scope=fund.scope,
        forbidden=fund.forbidden,
        total_fen=Fen(sum(s.amount_fen for s in shares)),
        foot=foot(fund.place_code),
    )


@in_chinese
def sheet_facts(place_code: str, year: int, today: date) -> SheetFacts:
    """All that stands in the consolidation sheet of a year.  Queries: 8."""
    decided = queries.decisions(place_code, year)
    funds = [f for f in queries.funds_of(place_code, year) if f.kind != Fund.Kind.GENERAL]
    shares: dict[int, dict[str, int]] = {}
    for share in Share.objects.filter(fund__place_code=place_code, fund__year=year):
        shares.setdefault(share.fund_id, {})[share.town_code] = share.amount_fen
    towns = tuple(places.town_names(place_code).items())
    documents = {one.document: one for one in decided.values()}
    lines = []
    for fund in funds:
        one = decided.get(fund.pk)
        lines.append(
            JoinedLine(
                name=fund.name,
                code=fund.code,
                department=fund.department,
                document=fund.document,
                before=one.purpose_before if one else queries.purpose_of(fund, None),
                after=one.purpose_after if one else "没有整合，用途不变",
                decision=f"{one.document}（{one.decided_by_body}）" if one else "无",
                method=f"按{fund.factor}分配" if fund.factor else "",
                amount_fen=Fen(fund.amount_fen),
                shares=shares.get(fund.pk, {}),
            )
        )
    return SheetFacts(
        place=places.place(place_code).name,
        issuer=_issuer(place_code),
        year=year,
        number="、".join(documents) if documents else "",
        made_on=max((one.decided_on for one in decided.values()), default=today),
        lines=tuple(lines),
        towns=towns,
        foot=foot(place_code),
    )
