"""Gates on a table with a status: no row is born late, no stage is skipped, no status moves without its entry.

A room declares `gate = Gate(...)` on a model; `access.grants.apply` (owner's login) writes the triggers.
What may be money is told too: a status that needs a voucher of the ledger, and columns that freeze.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.apps import apps

if TYPE_CHECKING:
    from django.db.models import Model

# Own error codes (SQLSTATE), one list for the whole house; the name after it is the sentence the gate keeps.
CODES = {
    "XG001": "an_account_never_goes_below_zero",
    "XG002": "money_moves_only_along_the_chart",
    "XG003": "money_stays_on_its_line",
    "XG004": "the_ledger_and_the_room_agree",
    "XG005": "money_moves_only_beside_an_act",
    "XG006": "a_voucher_is_written_once",
    "XG009": "what_only_grows_is_never_changed",
    "XG010": "no_stage_is_skipped",
    "XG011": "a_row_is_born_in_its_first_state",
    "XG012": "what_was_settled_is_frozen",
    "XG013": "no_move_without_a_trail_entry",
    "XG014": "a_trail_entry_has_its_move",
    "XG015": "a_row_is_born_with_a_trail_entry",
    "XG016": "nobody_approves_their_own",
    "XG017": "the_clock_of_a_real_database_is_never_set",
    "XG020": "no_plan_no_budget",
    "XG021": "no_budget_no_purchase",
    "XG022": "no_purchase_no_payment",
    "XG023": "a_verdict_follows_its_opinions",
    "XG024": "an_opinion_is_given_at_its_desk",
    "XG030": "no_duty_without_its_review",
    "XG040": "what_arrived_is_its_receipts",
    "XG041": "a_decision_to_join_is_told",
    "XG042": "no_payment_before_the_money_came",
    "XG050": "what_is_merged_is_equal_and_stays",
    "XG051": "who_is_asked_answers",
    "XG052": "an_intention_stands_on_its_dossier",
    "XG043": "no_duty_without_its_money",
    "XG060": "a_list_is_whole_when_published",
    "XG061": "a_pool_is_agreed_by_all",
    "XG070": "no_more_is_shared_out_than_there_is",
    "XG071": "a_project_list_is_what_was_agreed",
}


@dataclass(frozen=True, slots=True)
class Gate:
    """What the database keeps for one table.

    `moves`: (verb, from, to); a row is born by the move whose `from` is "". `subject`: column with the trail's
    subject. `frozen`: state reached -> columns that may not change from then on. `money`: state -> (kind of
    voucher, column): a row reaches that state only beside vouchers of exactly that sum. `vouchers`: kind ->
    column: the sum of all vouchers of that kind for this row equals the column.
    """

    moves: tuple[tuple[str, str, str], ...]
    subject: str = "dossier_id"
    status: str = "status"
    frozen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    money: dict[str, tuple[str, str]] = field(default_factory=dict)
    vouchers: dict[str, str] = field(default_factory=dict)

    @property
    def born(self) -> tuple[str, ...]:
        return tuple(too for _, frm, too in self.moves if frm == "")


def label(model: type[Model]) -> str:
    """Name of a table in the trail: `contracts.contract`."""
    return f"{model._meta.app_label}.{model._meta.model_name}"


def gated_models() -> list[type[Model]]:
    """Every model that declares a gate."""
    return [m for m in apps.get_models() if isinstance(getattr(m, "gate", None), Gate)]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def sql_for(model: type[Model]) -> str:
    """The triggers of one gated table, as SQL that can be run again."""
    gate: Gate = model.gate  # type: ignore[attr-defined]
    table, obj = model._meta.db_table, label(model)
    born = ", ".join(_quoted(s) for s in gate.born)
    frozen = "".join(
        f"""
    IF OLD.{gate.status} = {_quoted(state)} AND ({" OR ".join(f"NEW.{c} IS DISTINCT FROM OLD.{c}" for c in columns)}) THEN
      PERFORM xg_refuse('XG012', {_quoted(obj + " " + state)});
    END IF;"""
        for state, columns in gate.frozen.items()
    )
    money = "".join(
        f"""
    IF NEW.{gate.status} = {_quoted(state)} AND OLD.{gate.status} IS DISTINCT FROM NEW.{gate.status}
       AND xg_moved({_quoted(kind)}, {_quoted(obj)}, NEW.id) IS DISTINCT FROM NEW.{column} THEN
      PERFORM xg_refuse('XG004', {_quoted(f"{obj} {state} {kind}")});
    END IF;"""
        for state, (kind, column) in gate.money.items()
    )
    name = f"gate_{table}"
    sql = f"""
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE e record;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.{gate.status} NOT IN ({born}) THEN PERFORM xg_refuse('XG011', {_quoted(obj)}); END IF;
    RETURN NEW;
  END IF;
  IF NEW.id <> OLD.id OR NEW.{gate.subject} IS DISTINCT FROM OLD.{gate.subject} THEN
    PERFORM xg_refuse('XG012', {_quoted(obj + " identity")});
  END IF;{frozen}
  IF NEW.{gate.status} IS DISTINCT FROM OLD.{gate.status} THEN
    SELECT verb, frm, too, tx INTO e FROM trail_entry
      WHERE object = {_quoted(obj)} AND object_id = NEW.id AND subject_id = NEW.{gate.subject}
      ORDER BY seq DESC LIMIT 1;
    IF NOT FOUND OR e.tx IS DISTINCT FROM xg_tx() OR e.frm <> OLD.{gate.status} OR e.too <> NEW.{gate.status} THEN
      PERFORM xg_refuse('XG013', {_quoted(obj)});
    END IF;
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS no_stage_is_skipped ON {table};
CREATE TRIGGER no_stage_is_skipped BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
CREATE OR REPLACE FUNCTION {name}_born() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM trail_entry WHERE object = {_quoted(obj)} AND object_id = NEW.id
                 AND subject_id = NEW.{gate.subject} AND frm = '' AND tx = xg_tx()) THEN
    PERFORM xg_refuse('XG015', {_quoted(obj)});
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS a_row_is_born_with_a_trail_entry ON {table};
CREATE CONSTRAINT TRIGGER a_row_is_born_with_a_trail_entry AFTER INSERT ON {table}
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {name}_born();
DROP TRIGGER IF EXISTS nothing_is_deleted ON {table};
CREATE TRIGGER nothing_is_deleted BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION xg_only_grows();
"""
    if gate.money:
        sql += f"""
CREATE OR REPLACE FUNCTION {name}_money() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN{money}
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS the_ledger_and_the_room_agree ON {table};
CREATE CONSTRAINT TRIGGER the_ledger_and_the_room_agree AFTER INSERT OR UPDATE ON {table}
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {name}_money();
"""
    return sql


def chart_rows() -> list[tuple[str, str, str, str]]:
    """(object, verb, from, to) of every gated table: the rows of trail_move."""
    return [(label(m), verb, frm, too) for m in gated_models() for verb, frm, too in m.gate.moves]  # type: ignore[attr-defined]


def voucher_rows() -> list[tuple[str, str, str, str]]:
    """(object, table, kind, column) that ties vouchers to room rows; see ledger.Tie."""
    rows = []
    for m in gated_models():
        gate: Gate = m.gate  # type: ignore[attr-defined]
        pairs = {(kind, column) for kind, column in gate.money.values()} | set(gate.vouchers.items())
        rows += [(label(m), m._meta.db_table, kind, column) for kind, column in sorted(pairs)]
    return rows
