"""From the rows of a version, or of an application, to the facts of its paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from xianggou.base.documents.language import in_chinese
from xianggou.base.documents.paper import Foot
from xianggou.base.places import queries as places
from xianggou.base.sheets.export import Field
from xianggou.base.trail import queries as trails
from xianggou.base.trail.models import Subject
from xianggou.core.money import Fen
from xianggou.stages.duties import queries
from xianggou.stages.duties.documents import AdmissionFacts, DutyLine, ListFacts, OpinionLine
from xianggou.stages.duties.models import Admission, Duty, DutyList

FIELDS = (
    Field("code", "事项编码"),
    Field("field", "领域"),
    Field("name", "事项名称"),
    Field("department", "县级主管部门"),
    Field("mode", "承担方式"),
    Field("county_part", "县级部门责任"),
    Field("town_part", "乡镇责任"),
    Field("basis", "准入依据"),
    Field("money_fen", "随事经费(元)"),
    Field("purchasable", "可否购买服务"),
    Field("catalogue", "对应目录编码"),
    Field("admitted_on", "准入日期"),
    Field("state", "状态"),
)


def foot(register: Subject) -> Foot:
    """Where a paper came from.  Queries: 1–2."""
    installation = trails.installation()
    is_demo = installation is not None and installation.kind != "real"
    clock = trails.today() if installation is not None and installation.clock_shift is not None else None
    return Foot(trail_entries=register.last_seq, demo=is_demo, clock_on=clock)


@in_chinese
def list_facts(version: DutyList) -> ListFacts:
    """All that stands in the list of a version.  Queries: 4–5."""
    place = places.place(version.place_code)
    return ListFacts(
        place=place.name,
        issuer=f"{place.name}机构编制委员会办公室",
        document=version.document,
        version=version.number,
        adopted_on=version.adopted_on,
        duties=tuple(_line(duty) for duty in queries.duties_of(version)),
        foot=foot(version.register),
    )


def _line(duty: Duty) -> DutyLine:
    codes = "、".join(duty.catalogue_codes)
    return DutyLine(
        duty.code, duty.field, duty.name, duty.department, duty.mode, duty.county_part, duty.town_part, duty.basis,
        duty.admitted_on, duty.money_fen, f"可购买 {codes}".rstrip() if duty.is_purchasable else "不购买",
    )  # fmt: skip


def list_rows(duties: Sequence[Duty]) -> Iterator[list[Any]]:
    """The list as the workbook's rows."""
    for duty in duties:
        row = {
            **{f.name: getattr(duty, f.name, None) for f in FIELDS},
            "purchasable": "是" if duty.is_purchasable else "否",
            "catalogue": "、".join(duty.catalogue_codes),
        }
        yield [row[f.name] for f in FIELDS]


@in_chinese
def admission_facts(admission: Admission, today: date) -> AdmissionFacts:
    """All that stands in an application and its examination.  Queries: 4–5."""
    towns = places.town_names(admission.place_code)
    register = Subject.objects.get(pk=admission.register_id)
    status = Admission.Status
    staff = "" if admission.present_staff is None else f"{admission.present_staff}人"
    legality = {
        status.REVIEWED: "通过",
        status.ADMITTED: "通过",
        status.REFUSED: "通过",
        status.RETURNED: "不通过",
    }
    yes, no = ("准入", "不准入") if admission.kind == Admission.Kind.ADMIT else ("退出清单", "留在清单")
    return AdmissionFacts(
        number=admission.code,
        kind=str(admission.get_kind_display()),
        name=admission.name,
        department=admission.department,
        applied_on=admission.submitted_on,
        pairs=(
            ("领域", admission.field),
            ("承担方式", admission.mode),
            ("法律法规依据", admission.basis),
            ("原承担单位", admission.bearer),
            ("现有人员", staff),
        ),
        reason=admission.reason,
        county_part=admission.county_part,
        town_part=admission.town_part,
        costs=tuple((year, Fen(fen)) for year, fen in sorted(admission.yearly_costs.items())),
        cost_fen=Fen(admission.cost_fen),
        money_fen=Fen(admission.money_fen),
        fund_source=admission.fund_source,
        staff_coming=admission.staff_coming,
        opinions=tuple(
            OpinionLine(towns.get(o.town_code, o.town_code), o.agrees, o.text, o.given_on)
            for o in queries.opinions(admission)
        ),
        legality=legality.get(Admission.Status(admission.status), ""),
        legality_opinion=admission.legality_opinion,
        decision={status.ADMITTED: yes, status.REFUSED: no}.get(Admission.Status(admission.status), ""),
        decided_by=admission.decided_by_body,
        decision_document=admission.decision_document,
        decided_on=admission.decided_on,
        unfunded_reason=admission.unfunded_reason,
        made_on=admission.decided_on or admission.submitted_on or today,
        foot=foot(register),
    )
