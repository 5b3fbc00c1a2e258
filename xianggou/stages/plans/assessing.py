"""The questionnaires of the pack as answered: read whole, each question with its evidence, all gaps at once.

Used by `plans.actions` alone, inside its transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext, gettext_noop

from xianggou.base.documents import series
from xianggou.base.files import actions as files
from xianggou.base.files.inspect import RefusedFile
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem
from xianggou.core.law import LawOn
from xianggou.core.packs import EX_ANTE, FEASIBILITY, Question, Questionnaire
from xianggou.stages.plans.models import Assessment, PlanItem

CONCLUSIONS = {
    EX_ANTE: ("予以支持", "调整完善后支持", "不予支持"),
    FEASIBILITY: (gettext_noop("可行"), gettext_noop("修改后可行"), gettext_noop("不可行")),
}
PREFIX = {EX_ANTE: "SQ", FEASIBILITY: "KX"}
NUMBER = "{kind}-{year}-{place}-{serial}"
LONGEST, MOST_YUAN = 1000, 10**13


@dataclass(frozen=True, slots=True)
class Upload:
    """A file handed in as evidence."""

    name: str
    data: bytes


def asked(item: PlanItem, form: str, law: LawOn) -> Questionnaire:
    """The questionnaire of the place.  Raises: BadInput where the place has none."""
    found = law.pack.questionnaire(form, law.date_of("plan_submitted_on")) if law.pack else None
    if found is None:
        raise BadInput(
            [
                Problem(
                    code="plans.assess.no_questionnaire",
                    what=gettext("本地没有规定这份问卷"),
                    then=gettext("按五个方面写进计划即可"),
                )
            ]
        )
    return found


def _told(value: Any) -> str:
    return str(value or "").strip()


def _wrong(question: Question, given: Mapping[str, Any], has_file: bool) -> list[Problem]:
    """What keeps one answer from standing."""
    text, basis, amount = _told(given.get("text")), _told(given.get("basis")), given.get("amount")
    is_number = isinstance(amount, int) and not isinstance(amount, bool)
    most = question.most if question.kind == "score" else MOST_YUAN
    found = []
    if question.kind != "yuan" and not text:
        found.append(
            Problem(
                code="plans.assess.answer",
                column=question.id,
                what=gettext("这一问没有写答案或理由"),
                then=gettext("写几句；打了分的，写明为什么是这个分"),
            )
        )
    if question.kind != "text" and not (is_number and 0 <= amount <= most):  # type: ignore[operator]
        found.append(
            Problem(
                code="plans.assess.amount",
                column=question.id,
                what=gettext("这一问的分数或金额没有填，或不在范围里"),
                then=gettext("分数在 0 到满分之间，金额不小于零"),
            )
        )
    if max(len(text), len(basis)) > LONGEST or "\x00" in text + basis:
        found.append(
            Problem(
                code="plans.assess.text",
                column=question.id,
                what=gettext("写得太长，或有看不见的坏字符"),
                then=gettext("每处不超过 %(n)s 个字") % {"n": LONGEST},
            )
        )
    if question.evidence and not has_file and not basis:
        found.append(
            Problem(
                code="plans.assess.basis",
                column=question.id,
                what=gettext("这一问要有依据"),
                then=gettext("附一份文件，或写明依据是哪份文件"),
            )
        )
    return found


def checked(
    form: Questionnaire,
    answers: Mapping[str, Mapping[str, Any]],
    uploads: Mapping[str, Upload],
    conclusion: str,
    kept: Mapping[str, int],
) -> None:
    """Every question answered, every score within its scale, evidence where it is asked.  Raises: BadInput."""
    found = []
    for question in form.questions:
        has_file = question.id in uploads or question.id in kept
        found += _wrong(question, answers.get(question.id, {}), has_file)
    known = {question.id for question in form.questions}
    for name in sorted({*answers, *uploads} - known):
        found.append(
            Problem(
                code="plans.assess.unknown",
                what=gettext("问卷里没有“%(name)s”这一问") % {"name": name},
                then=gettext("按问卷作答"),
            )
        )
    if conclusion not in CONCLUSIONS[form.form]:
        choices = gettext("、").join(CONCLUSIONS[form.form])
        found.append(
            Problem(
                code="plans.assess.conclusion",
                column="conclusion",
                what=gettext("还没有选结论"),
                then=gettext("从“%(choices)s”里选") % {"choices": choices},
            )
        )
    if found:
        raise BadInput(found)


def _stored(item: PlanItem, uploads: Mapping[str, Upload], by: Acting) -> dict[str, dict[str, Any]]:
    """The uploads, kept: question → file.  Raises: BadInput."""
    made, problems = {}, []
    for question, upload in uploads.items():
        try:
            row = files.store(
                upload.data, upload.name, kind="evidence", at=trails.now(), by=by.person_id,
                subject_id=item.dossier_id,
            )  # fmt: skip
        except RefusedFile as refused:
            then = gettext("换一份 PDF、Word、Excel 或图片")
            problems.append(Problem(code="plans.assess.file", column=question, what=str(refused), then=then))
            continue
        made[question] = {"file": row.pk, "file_name": row.name, "digest": row.digest}
    if problems:
        raise BadInput(problems)
    return made


def kept_files(before: Assessment | None) -> dict[str, dict[str, Any]]:
    """Question → file of the assessment that is being made again.  Queries: 0."""
    answers = before.answers if before is not None else []
    return {one["id"]: one for one in answers if one.get("file")}


def standing(item: PlanItem, form: str) -> Assessment | None:
    """The assessment of an item that stands.  Queries: 1."""
    return Assessment.objects.filter(item=item, form=form, status=Assessment.Status.MADE).first()


def prepared(
    item: PlanItem,
    form: Questionnaire,
    answers: Mapping[str, Mapping[str, Any]],
    uploads: Mapping[str, Upload],
    conclusion: str,
    *,
    on: date,
    by: Acting,
    before: Assessment | None,
) -> Assessment:
    """The assessment to be born: its files kept, its number taken.  Raises: BadInput (nothing is written)."""
    kept = kept_files(before)
    checked(form, answers, uploads, conclusion, {question: one["file"] for question, one in kept.items()})
    handed = _stored(item, uploads, by)
    told: list[dict[str, Any]] = [
        {
            "id": question.id, "topic": question.topic, "ask": question.ask, "kind": question.kind,
            "most": question.most, "text": _told(answers[question.id].get("text")),
            "amount": answers[question.id].get("amount") if question.kind != "text" else None,
            "basis": _told(answers[question.id].get("basis")),
            **{
                name: handed.get(question.id, kept.get(question.id, {})).get(name)
                for name in ("file", "file_name", "digest")
            },
        }
        for question in form.questions
    ]  # fmt: skip
    number = series.take(
        item.town_code, PREFIX[form.form], item.year, pattern=NUMBER, subject_id=item.dossier_id
    ).text
    return Assessment(
        place_code=item.place_code, town_code=item.town_code, dossier_id=item.dossier_id, item=item,
        form=form.form, number=number, answers=told, most=form.most, conclusion=conclusion, source=form.source,
        score=sum(one["amount"] for one in told if one["kind"] == "score"), assessed_fen=item.total_fen,
        assessed_on=on, assessed_by=by.who, assessor=by.actor.name,
    )  # fmt: skip


def digests(row: Assessment) -> list[str]:
    """The files of an assessment, as the trail names them.  Queries: 0."""
    return [one["digest"] for one in row.answers if one["digest"]]
