"""Whether weights, scores and grades of an evaluation hold together."""

from dataclasses import dataclass
from datetime import date

from xianggou.core.law import LawOn
from xianggou.core.rules import STOP, STOP_UNTIL_REASON, Found, rule

_WEIGHTS = ("execution", "output", "effect", "satisfaction")
_GRADES = (("优", "excellent"), ("良", "good"), ("中", "medium"))
_POOR = "差"


@dataclass(frozen=True, slots=True)
class Grading:
    """What weights, scores and a grade depend on; all in basis points of the full score."""

    fiscal_year: date | None = None
    scored_on: date | None = None
    weights_bp: tuple[int, ...] | None = None
    reason: str | None = None
    score_bp: int | None = None
    grade: str | None = None


def grade_of(law: LawOn, score_bp: int) -> str:
    """The grade that follows from a score.  Law: evaluation.grade_…_from."""
    for name, key in _GRADES:
        if score_bp >= law[f"evaluation.grade_{key}_from"].amount:
            return name
    return _POOR


@rule("evaluation.set_weights", "evaluation.self.weights", STOP_UNTIL_REASON)
def own_weights(law: LawOn, *, weights_bp: tuple[int, ...], reason: str = "") -> Found:
    """Other weights than usual, and no written reason."""
    usual = [law[f"evaluation.weight_{name}"] for name in _WEIGHTS]
    wanted = [weight.amount for weight in usual]
    if list(weights_bp) == wanted or reason.strip():
        return None
    values = {"weights_bp": tuple(weights_bp), "usual_bp": tuple(wanted)}
    return usual[0].broken("evaluation.self.weights", also=usual[1:], **values)


@rule("evaluation.set_weights", "evaluation.score.not_full", STOP)
def not_full(law: LawOn, *, weights_bp: tuple[int, ...]) -> Found:
    """The weights do not make the full score."""
    full = law["evaluation.score_full"]
    if sum(weights_bp) == full.amount:
        return None
    return full.broken("evaluation.score.not_full", sum_bp=sum(weights_bp), limit_bp=full.amount)


@rule("evaluation.grade", "evaluation.score.out_of_range", STOP)
def out_of_range(law: LawOn, *, score_bp: int, indicator: str = "") -> Found:
    """A score below nothing or above everything."""
    full = law["evaluation.score_full"]
    if 0 <= score_bp <= full.amount:
        return None
    values = {"indicator": indicator, "value_bp": score_bp, "limit_bp": full.amount}
    return full.broken("evaluation.score.out_of_range", **values)


@rule("evaluation.grade", "evaluation.grade.wrong", STOP)
def grade_wrong(law: LawOn, *, score_bp: int, grade: str) -> Found:
    """The grade does not follow from the score."""
    right = grade_of(law, score_bp)
    if grade == right:
        return None
    grounds = [law[f"evaluation.grade_{key}_from"] for _, key in _GRADES]
    values = {"score_bp": score_bp, "given": grade, "right": right}
    return grounds[0].broken("evaluation.grade.wrong", also=grounds[1:], **values)
