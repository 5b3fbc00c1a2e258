"""What a place asks before money is spent: its questionnaires, who answers them, what they must show."""

from xianggou.core.law import Ground, LawOn
from xianggou.core.packs import EX_ANTE, FEASIBILITY, Questionnaire
from xianggou.core.rules import STOP, Found, rule

_SUBMIT = "plans.submit"
_NONE = "本地没有规定这份问卷"


def _asked(law: LawOn, form: str) -> Questionnaire | None:
    return law.pack.questionnaire(form, law.date_of("plan_submitted_on")) if law.pack else None


@rule(_SUBMIT, "plans.submit.no_assessment", STOP)
def no_assessment(
    law: LawOn, *, total_fen: int, is_new: bool, assessment_done: bool, name: str = ""
) -> Found:
    """A project of this sum, or one never bought before, without the place's whole assessment."""
    asked = _asked(law, EX_ANTE)
    if asked is None:
        return law.not_applicable("plans.submit.no_assessment", _NONE)
    if assessment_done or not asked.is_due(total_fen, is_new):
        return None
    needed = law["plans.ex_ante_required"]
    also = [Ground((asked.cite(),))]
    return needed.broken("plans.submit.no_assessment", also=also, name=name, limit_fen=asked.from_fen)


@rule(_SUBMIT, "plans.submit.assessment_below_line", STOP)
def assessment_below_line(law: LawOn, *, assessment_score: int) -> Found:
    """The score stays below the line."""
    asked = _asked(law, EX_ANTE)
    if asked is None or assessment_score >= asked.pass_score:
        return None
    also = [law["plans.ex_ante_required"]]
    ground = Ground((asked.cite(),))
    return ground.broken(
        "plans.submit.assessment_below_line", also=also, score=assessment_score, line=asked.pass_score
    )


@rule(_SUBMIT, "plans.submit.assessment_outdated", STOP)
def assessment_outdated(law: LawOn, *, assessed_fen: int, total_fen: int) -> Found:
    """Another sum was assessed than the one that is sent."""
    if assessed_fen == total_fen:
        return None
    needed = law["plans.ex_ante_required"]
    return needed.broken("plans.submit.assessment_outdated", assessed_fen=assessed_fen, total_fen=total_fen)


@rule((_SUBMIT, "plans.assess"), "plans.submit.own_assessment", STOP)
def own_assessment(
    law: LawOn, *, assessor_id: int, requester_ids: tuple[int, ...], person_name: str = ""
) -> Found:
    """Who asks for the money also assesses."""
    if assessor_id not in requester_ids:
        return None
    also = [law["plans.ex_ante_required"]]
    return law["procurement.separated_duties"].broken(
        "plans.submit.own_assessment", also=also, person=person_name
    )


@rule(_SUBMIT, "plans.submit.no_study", STOP)
def no_study(law: LawOn, *, total_fen: int, is_new: bool, study_done: bool, name: str = "") -> Found:
    """A project of this sum without the place's feasibility study."""
    asked = _asked(law, FEASIBILITY)
    if asked is None:
        return law.not_applicable("plans.submit.no_study", _NONE)
    if study_done or not asked.is_due(total_fen, is_new):
        return None
    return Ground((asked.cite(),)).broken("plans.submit.no_study", name=name, limit_fen=asked.from_fen)


@rule(_SUBMIT, "plans.submit.study_negative", STOP)
def study_negative(law: LawOn, *, study_conclusion: str) -> Found:
    """The feasibility study says that it can't be done."""
    asked = _asked(law, FEASIBILITY)
    if asked is None or study_conclusion != "不可行":
        return None
    return Ground((asked.cite(),)).broken("plans.submit.study_negative")
