"""Who may be entered in the register, and who qualifies for a purchase.

The register finds, trains and tells; it is never a gate (`suppliers.register_is_gate`).
"""

from dataclasses import dataclass
from datetime import date

from xianggou.core.calendar import add_years
from xianggou.core.codes import check
from xianggou.core.law import LawOn
from xianggou.core.rules import STOP, STOP_UNTIL_REASON, WARN, Found, rule

_LAW = "gov-procurement-law"
_BOOKKEEPING = "代理记账"


@dataclass(frozen=True, slots=True)
class Registration:
    """What entering a supplier in the register depends on."""

    name: str | None = None
    kind: str | None = None
    code: str | None = None
    registered_on: date | None = None
    locals_only: bool | None = None
    removal_ground: str | None = None


@dataclass(frozen=True, slots=True)
class Qualification:
    """What qualifying for a purchase depends on."""

    below_limit: bool | None = None
    name: str | None = None
    kind: str | None = None
    responses_due_on: date | None = None
    bears_liability: bool | None = None
    good_tax_record: bool | None = None
    violation_kind: str | None = None
    violated_on: date | None = None
    fine_fen: int | None = None
    fined_on: date | None = None
    ban_until: date | None = None
    credit_checked: bool | None = None
    related_to: str | None = None
    relation: str | None = None
    prior_service: str | None = None
    method: str | None = None
    service: str | None = None
    permit_until: date | None = None
    is_accounting_firm: bool | None = None
    full_time_staff: int | None = None
    head_is_accountant: bool | None = None
    head_years: int | None = None
    local_extra: str | None = None
    employment_signs: tuple[str, ...] | None = None
    refused_for_age: bool | None = None
    founded_on: date | None = None


@rule("suppliers.register", "suppliers.register.excluded_kind", STOP)
def excluded_kind(law: LawOn, *, kind: str, name: str = "") -> Found:
    """A kind of body that neither buys nor supplies."""
    excluded = law["suppliers.excluded_kinds"]
    if kind not in excluded.items:
        return None
    return excluded.broken("suppliers.register.excluded_kind", name=name, kind=kind)


@rule("suppliers.register", "suppliers.register.kind_unknown", STOP)
def kind_unknown(law: LawOn, *, kind: str, name: str = "") -> Found:
    """A kind of body that the law does not list."""
    kinds, excluded = law["suppliers.kinds"], law.get("suppliers.excluded_kinds")
    if any(kind and kind in item for item in kinds.items) or (excluded and kind in excluded.items):
        return None
    return kinds.broken("suppliers.register.kind_unknown", name=name, kind=kind, kinds=kinds.items)


@rule("suppliers.register", "suppliers.register.bad_code", STOP)
def bad_code(law: LawOn, *, code: str) -> Found:
    """A credit code that can't be one; a body without a code is not judged here."""
    if not code:
        return None
    alphabet = law["general.uscc_alphabet"]
    modulus, multiplier = law["general.uscc_modulus"], law["general.uscc_multiplier"]
    seen = check(code, alphabet.amount, modulus.amount, multiplier.amount)
    if seen.is_right:
        return None
    also = [modulus, multiplier]
    return alphabet.broken(
        "suppliers.register.bad_code", also=also, code=code, pos=seen.position, reason=seen.reason
    )


@rule("suppliers.register", "suppliers.register.code_kind_mismatch", WARN)
def code_kind_mismatch(law: LawOn, *, code: str, kind: str) -> Found:
    """The first two characters speak of another kind of body."""
    prefixes = law["suppliers.code_prefixes"]
    fitting = {
        "企业": ("91", "92", "93"),
        "社会组织": ("51", "52", "53"),
        "公益二类事业单位": ("12",),
        "从事生产经营活动的事业单位": ("12",),
        "农村集体经济组织": ("N1", "N2", "N3", "93"),
        "基层群众性自治组织": ("54",),
    }.get(kind)
    if not code or fitting is None or code[:2] in fitting:
        return None
    return prefixes.broken("suppliers.register.code_kind_mismatch", prefix=code[:2], kind=kind)


@rule("suppliers.register", "suppliers.register.closed_to_outsiders", STOP)
def closed_to_outsiders(law: LawOn, *, locals_only: bool) -> Found:
    """The register takes only local bodies."""
    if not locals_only:
        return None
    ground = law.clause("fair-competition-regs", "第九条")
    return ground.broken("suppliers.register.closed_to_outsiders", also=[law.clause(_LAW, "第五条")])


@rule("suppliers.remove", "suppliers.register.barred_without_ground", STOP)
def barred_without_ground(law: LawOn, *, removal_ground: str) -> Found:
    """Taken off the register without a ground."""
    if removal_ground.strip():
        return None
    ground = law.clause(_LAW, "第七十七条")
    also = [law.clause("fair-competition-regs", "第八条")]
    return ground.broken("suppliers.register.barred_without_ground", also=also)


@rule("suppliers.qualify", "suppliers.qualify.no_capacity", STOP)
def no_capacity(law: LawOn, *, bears_liability: bool, name: str = "") -> Found:
    """Can't answer for itself in civil law."""
    if bears_liability:
        return None
    return law["suppliers.conditions"].broken("suppliers.qualify.no_capacity", name=name)


@rule("suppliers.qualify", "suppliers.qualify.tax_arrears", STOP)
def tax_arrears(law: LawOn, *, good_tax_record: bool, name: str = "") -> Found:
    """Owes taxes or social insurance."""
    if good_tax_record:
        return None
    return law["suppliers.conditions"].broken("suppliers.qualify.tax_arrears", name=name)


def _is_recent(law: LawOn, on: date, due: date) -> bool:
    """Whether something lies within the years that must be clean, the last day included."""
    return on <= due <= add_years(on, law["suppliers.clean_years"].amount)


@rule("suppliers.qualify", "suppliers.qualify.serious_violation", STOP)
def large_fine(law: LawOn, *, fine_fen: int, fined_on: date, responses_due_on: date, name: str = "") -> Found:
    """A large fine within the years that must be clean."""
    years = law["suppliers.clean_years"]
    large = law.dated({"penalised_on": fined_on})["suppliers.large_fine"]
    if fine_fen < large.amount or not _is_recent(law, fined_on, responses_due_on):
        return None
    also = [law["suppliers.serious_violation"], large]
    values = {"name": name, "on": fined_on, "fine_fen": fine_fen, "years": years.amount}
    return years.broken("suppliers.qualify.serious_violation", also=also, **values, penalty="较大数额罚款")


@rule("suppliers.qualify", "suppliers.qualify.serious_violation", STOP)
def serious_violation(
    law: LawOn, *, violation_kind: str, violated_on: date, responses_due_on: date, name: str = ""
) -> Found:
    """Another penalty of a serious kind within those years."""
    years, kinds = law["suppliers.clean_years"], law["suppliers.serious_violation"]
    if violation_kind not in kinds.items or not _is_recent(law, violated_on, responses_due_on):
        return None
    values = {"name": name, "on": violated_on, "fine_fen": 0, "years": years.amount}
    return years.broken("suppliers.qualify.serious_violation", also=[kinds], **values, penalty=violation_kind)


@rule("suppliers.qualify", "suppliers.qualify.ban_running", STOP)
def ban_running(law: LawOn, *, ban_until: date, responses_due_on: date, name: str = "") -> Found:
    """Banned from procurement on the day responses are due."""
    if ban_until < responses_due_on:
        return None
    ground = law["suppliers.ban_years_max"]
    return ground.broken("suppliers.qualify.ban_running", name=name, until=ban_until)


@rule("suppliers.qualify", "suppliers.qualify.credit_not_checked", STOP)
def credit_not_checked(law: LawOn, *, credit_checked: bool, name: str = "") -> Found:
    """Nobody looked up its credit record."""
    if credit_checked:
        return None
    ground = law.clause("credit-125", "全文")
    also = [law.clause("gov-procurement-regs", "第六十三条")]
    return ground.broken("suppliers.qualify.credit_not_checked", also=also, name=name)


@rule("suppliers.qualify", "suppliers.qualify.related_bidders", STOP)
def related_bidders(law: LawOn, *, related_to: str, relation: str, name: str = "") -> Found:
    """Two who take part are one behind the scenes."""
    relations = law["suppliers.related_bidders"]
    if not related_to or relation not in relations.items:
        return None
    return relations.broken(
        "suppliers.qualify.related_bidders", name=name, other=related_to, relation=relation
    )


@rule("suppliers.qualify", "suppliers.qualify.prior_service", STOP)
def prior_service(law: LawOn, *, prior_service: str, method: str, name: str = "") -> Found:
    """It prepared or watches this very project."""
    services = law["suppliers.prior_services"]
    if prior_service not in services.items or method == "单一来源":
        return None
    return services.broken("suppliers.qualify.prior_service", name=name, service=prior_service)


@rule("suppliers.qualify", "suppliers.qualify.bookkeeping_permit", STOP)
def bookkeeping_permit(
    law: LawOn,
    *,
    service: str,
    responses_due_on: date,
    permit_until: date | None = None,
    is_accounting_firm: bool = False,
    name: str = "",
) -> Found:
    """Keeps books for others without a permit that is in force."""
    permit = law["suppliers.bookkeeping_permit"]
    valid = permit_until is not None and permit_until >= responses_due_on
    if service != _BOOKKEEPING or is_accounting_firm or valid:
        return None
    return permit.broken("suppliers.qualify.bookkeeping_permit", name=name, until=permit_until)


@rule("suppliers.qualify", "suppliers.qualify.bookkeeping_staff", STOP)
def bookkeeping_staff(law: LawOn, *, service: str, full_time_staff: int, name: str = "") -> Found:
    """Too few people who do nothing else."""
    fewest = law["suppliers.bookkeeping_staff"]
    if service != _BOOKKEEPING or full_time_staff >= fewest.amount:
        return None
    return fewest.broken(
        "suppliers.qualify.bookkeeping_staff", name=name, n=full_time_staff, limit=fewest.amount
    )


@rule("suppliers.qualify", "suppliers.qualify.bookkeeping_head", STOP)
def bookkeeping_head(
    law: LawOn, *, service: str, head_is_accountant: bool, head_years: int, name: str = ""
) -> Found:
    """A head with neither the title nor the years."""
    fewest = law["suppliers.bookkeeping_head_years"]
    if service != _BOOKKEEPING or head_is_accountant or head_years >= fewest.amount:
        return None
    return fewest.broken("suppliers.qualify.bookkeeping_head", name=name, n=head_years, limit=fewest.amount)


@rule("suppliers.qualify", "suppliers.qualify.local_extra", STOP_UNTIL_REASON)
def local_extra(law: LawOn, *, local_extra: str) -> Found:
    """The place asks for more than the statute."""
    if not local_extra:
        return None
    ground = law["procurement.discrimination"]
    extra = law.get("suppliers.bookkeeping_junior_title")
    return ground.broken("suppliers.qualify.local_extra", also=[extra] if extra else [], text=local_extra)


@rule("suppliers.qualify", "suppliers.qualify.individual_is_employee", STOP)
def individual_is_employee(
    law: LawOn, *, kind: str, employment_signs: tuple[str, ...], item: str = ""
) -> Found:
    """A person is bought from who in truth is employed."""
    if kind not in {"个人", "具备条件的个人"} or not employment_signs:
        return None
    ground = law.clause("purchase-of-services-measures", "第十八条")
    also = [law["catalogue.negative_list"]]
    return ground.broken(
        "suppliers.qualify.individual_is_employee", also=also, item=item, signs=tuple(employment_signs)
    )


@rule("suppliers.qualify", "suppliers.qualify.young_org_refused", STOP)
def young_org_refused(
    law: LawOn, *, refused_for_age: bool, founded_on: date, responses_due_on: date, name: str = ""
) -> Found:
    """A young organisation with a clean record is kept out for its age."""
    years = law["suppliers.young_org_years"]
    if not refused_for_age or add_years(founded_on, years.amount) <= responses_due_on:
        return None
    also = [law.clause("sme-law", "第四十条")]
    return years.broken("suppliers.qualify.young_org_refused", also=also, name=name, limit=years.amount)


@rule("suppliers.year", "suppliers.year.report_missing", WARN)
def report_missing(law: LawOn, *, reported: bool, today: date, name: str = "") -> Found:
    """A bookkeeper's yearly report is overdue."""
    by = law["suppliers.bookkeeping_report_by"]
    month, day = map(int, by.amount.split("-"))
    if reported or today <= date(today.year, month, day):
        return None
    return by.broken("suppliers.year.report_missing", name=name, due=date(today.year, month, day))


@rule("suppliers.year", "suppliers.year.social_share_low", WARN)
def social_share_low(law: LawOn, *, new_spending_fen: int, from_social_fen: int) -> Found:
    """Too little of the new spending goes to social organisations."""
    share = law["suppliers.social_org_share"]
    if new_spending_fen <= 0 or from_social_fen * 10_000 >= new_spending_fen * share.amount:
        return None
    value = from_social_fen * 10_000 // new_spending_fen
    return share.broken("suppliers.year.social_share_low", value_bp=value, limit_bp=share.amount)
