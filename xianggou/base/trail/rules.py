"""How long the files of a purchase must be kept."""

from datetime import date

from xianggou.core.calendar import add_years
from xianggou.core.law import LawOn
from xianggou.core.rules import STOP, Found, rule


@rule("trail.delete", "trail.delete.too_early", STOP)
def delete_too_early(law: LawOn, *, ended_on: date, today: date) -> Found:
    """A file of a purchase is deleted before its time."""
    kept = law.dated({"procurement_ended_on": ended_on})["trail.kept_min"]
    until = add_years(ended_on, kept.amount)
    if today >= until:
        return None
    return kept.broken("trail.delete.too_early", until=until, years=kept.amount)


@rule("trail.delete_voucher", "trail.vouchers.too_early", STOP)
def voucher_too_early(law: LawOn, *, year_end_on: date, today: date) -> Found:
    """A voucher is deleted before its time."""
    kept = law["trail.vouchers_kept"]
    until = add_years(year_end_on, kept.amount)
    if today >= until:
        return None
    return kept.broken("trail.vouchers.too_early", until=until, years=kept.amount)


@rule("trail.change", "trail.change.record", STOP)
def change_record(law: LawOn, *, is_stored: bool) -> Found:
    """A stored record is edited."""
    if not is_stored:
        return None
    ground = law.clause("gov-procurement-law", "第四十二条")
    return ground.broken("trail.change.record", also=[law.clause("archives-law", "第二十一条")])
