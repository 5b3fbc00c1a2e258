"""What keeps an offer off a resource list: new money, an operator it is tied to, goods or works; who has not sent."""

from dataclasses import dataclass
from datetime import date

from xianggou.core.law import LawOn
from xianggou.core.rules import STOP, WARN, Found, rule

_WRITE = "resources.write"
SERVICE = "服务"


@dataclass(frozen=True, slots=True)
class Offered:
    """What writing an offer depends on. Money in 分; `needs_money`: nobody's budget has it."""

    offered_on: date | None = None
    name: str | None = None
    needs_money: bool | None = None
    extra_cost_fen: int | None = None
    operator: str | None = None
    nature: str | None = None


@dataclass(frozen=True, slots=True)
class Silent:
    """A department that was asked and has not sent."""

    quarter_opened_on: date | None = None
    today: date | None = None
    due_on: date | None = None
    department: str | None = None


@rule(_WRITE, "resources.list.new_burden", STOP)
def new_burden(law: LawOn, *, name: str, needs_money: bool, extra_cost_fen: int = 0) -> Found:
    """The offer needs money that no budget has."""
    if not needs_money:
        return None
    ground = law["resources.no_new_burden"]
    return ground.broken("resources.list.new_burden", name=name, cost_fen=extra_cost_fen)


@rule(_WRITE, "resources.list.named_operator", STOP)
def named_operator(law: LawOn, *, name: str, operator: str) -> Found:
    """The offer obliges people to use one private operator."""
    ground = law.get("resources.no_named_operator")
    if ground is None or not operator.strip():
        return None
    return ground.broken("resources.list.named_operator", name=name, operator=operator)


@rule(_WRITE, "resources.list.not_service", STOP)
def not_service(law: LawOn, *, name: str, nature: str) -> Found:
    """Goods or works stand on no list of services."""
    if nature == SERVICE:
        return None
    return law["catalogue.negative_list"].broken("resources.list.not_service", name=name, nature=nature)


@rule("resources.remind", "resources.list.quarter_missing", WARN)
def quarter_missing(law: LawOn, *, department: str, today: date, due_on: date) -> Found:
    """The day has passed and the department has sent nothing."""
    if today <= due_on:
        return None
    return law["resources.renewed_every"].broken("resources.list.quarter_missing", department=department)
