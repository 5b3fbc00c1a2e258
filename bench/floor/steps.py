"""The steps of a purchase on the floor, at the same addresses and with the same bodies as the product's API."""

from __future__ import annotations

import json
import re
from typing import Any

from bench.floor.hand import Account, Hand, Refused, Work, need

Told = dict[str, Any]
SPLIT_FEN, BELOW_FEN, QUOTES, SIGN_DAYS = 400_0000_00, 100_0000_00, 3, 30
PARTS = (
    "时间",
    "范围",
    "服务要求",
    "绩效目标",
    "考核标准",
    "资金支付",
    "内容",
    "期限",
    "数量",
    "质量",
    "价格",
    "资金结算方式",
    "违约责任",
    "各方权利义务",
)
INDICATORS = (("月完成量", 30), ("抽查合格率", 40), ("群众满意度", 30))


def draft(hand: Hand, by: Account, told: Told) -> Told:
    """A plan item with its dossier and its money."""
    need(sum(told["sources"].values()) == told["budget_fen"] > 0, "sources do not add up")
    (serial,) = hand.one(
        """INSERT INTO number VALUES (%s, %s, 1) ON CONFLICT (kind, year) DO UPDATE SET last = number.last + 1
           RETURNING last""", f"plan {told['town_code']}", told["year"],
    )  # fmt: skip
    code = f"{told['town_code']}-{told['year']}-{serial:03d}"
    (subject,) = hand.one("INSERT INTO subject (code) VALUES (%s) RETURNING id", code)
    (item,) = hand.one(
        """INSERT INTO item (subject_id, code, town, year, catalogue, name, fen, facts, status)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 'draft') RETURNING id""",
        subject, code, told["town_code"], told["year"], told["catalogue_code"], told["name"], told["budget_fen"],
        json.dumps(told, ensure_ascii=False, default=str),
    )  # fmt: skip
    hand.ask(
        "INSERT INTO funding SELECT %s, f, n FROM unnest(%s::text[], %s::bigint[]) AS s (f, n)",
        item, list(told["sources"]), list(told["sources"].values()),
    )  # fmt: skip
    hand.entry(subject, "draft", "item", item, by, fen=told["budget_fen"])
    return {"id": item, "code": code}


def submit(hand: Hand, by: Account, told: Told) -> Told:
    """Assessed, within the pocket."""
    subject, town, year, fen, status, facts = hand.one(
        "SELECT subject_id, town, year, fen, status, facts FROM item WHERE id = %s FOR UPDATE", told["id"]
    )
    need(
        status == "draft" and bool(facts["ex_ante"]["topics"]) and bool(facts["feasibility"]), "not assessed"
    )
    (pocket,) = hand.one("SELECT fen FROM pocket WHERE town = %s AND year = %s", town, year)
    (planned,) = hand.one(
        "SELECT coalesce(sum(fen), 0) FROM item WHERE town = %s AND year = %s AND status IN ('submitted', 'approved')",
        town, year,
    )  # fmt: skip
    need(planned + fen <= pocket, "over the pocket")
    hand.entry(subject, "submit", "item", told["id"], by)
    hand.ask("UPDATE item SET status = 'submitted', submitted_by = %s WHERE id = %s", by.id, told["id"])
    return {"id": told["id"], "status": "submitted"}


def approve(hand: Hand, by: Account, told: Told) -> Told:
    """No plan, no budget."""
    subject, fen, year, status, sender = hand.one(
        "SELECT subject_id, fen, year, status, submitted_by FROM item WHERE id = %s FOR UPDATE", told["id"]
    )
    need(status == "submitted" and sender != by.id, "not sent, or one's own")
    sources = hand.ask("SELECT fund, fen FROM funding WHERE item_id = %s ORDER BY 1", told["id"])
    hand.entry(subject, "approve", "item", told["id"], by)
    hand.ask("UPDATE item SET status = 'approved' WHERE id = %s", told["id"])
    lines = hand.ask(
        "INSERT INTO line (item_id, fund) SELECT %s, unnest(%s::text[]) RETURNING id",
        told["id"],
        [f for f, _ in sources],
    )
    document = hand.number("批复", year)
    (approval,) = hand.one(
        "INSERT INTO approval (item_id, fen, document, account_id) VALUES (%s, %s, %s, %s) RETURNING id",
        told["id"], fen, document, by.id,
    )  # fmt: skip
    entry = hand.entry(subject, "approve", "approval", approval, by, fen=fen)
    parts = [(line, n) for (line,), (_, n) in zip(lines, sources, strict=True)]
    hand.move("appropriate", entry, 0, "source", "available", parts)
    return {"id": approval, "document": document}


def start(hand: Hand, by: Account, told: Told) -> Told:
    """No budget, no purchase: the money is held, and the year's purchases of one kind are no split tender."""
    subject, code, town, year, catalogue, status = hand.one(
        "SELECT subject_id, code, town, year, catalogue, status FROM item WHERE id = %s FOR UPDATE",
        told["id"],
    )
    need(status == "approved" and by.town in {town, "*"}, "not approved")
    free = hand.ask(
        """SELECT l.id, m.fen FROM line l JOIN money m ON m.line_id = l.id AND m.bucket = 'available'
           WHERE l.item_id = %s AND m.fen > 0 ORDER BY 1""", told["id"],
    )  # fmt: skip
    hold = told.get("hold_fen") or sum(fen for _, fen in free)
    need(0 < hold <= sum(fen for _, fen in free) and hold < BELOW_FEN, "no money, or above the limit")
    (times,) = hand.one("SELECT count(*) FROM procedure WHERE item_id = %s", told["id"])
    (bought,) = hand.one(
        """SELECT coalesce(sum(p.fen), 0) FROM procedure p JOIN item i ON i.id = p.item_id
           WHERE i.town = %s AND i.year = %s AND i.catalogue = %s""", town, year, catalogue,
    )  # fmt: skip
    need(bought + hold < SPLIT_FEN, "split")
    code = f"{code}-C{times + 1}"
    if times:
        (subject,) = hand.one("INSERT INTO subject (code) VALUES (%s) RETURNING id", code)
    (procedure,) = hand.one(
        """INSERT INTO procedure (subject_id, item_id, code, fen, account_id, status)
           VALUES (%s, %s, %s, %s, %s, 'started') RETURNING id""", subject, told["id"], code, hold, by.id,
    )  # fmt: skip
    entry = hand.entry(subject, "start", "procedure", procedure, by, fen=hold)
    parts, left = [], hold
    for line, fen in free:
        parts.append((line, min(fen, left)))
        left -= min(fen, left)
    hand.move("hold", entry, subject, "available", "held", [part for part in parts if part[1]])
    return {"id": procedure, "code": code, "hold_fen": hold}


def quote(hand: Hand, by: Account, told: Told) -> Told:
    """Three prices, their suppliers registered."""
    subject, status = hand.one(
        "SELECT subject_id, status FROM procedure WHERE id = %s FOR UPDATE", told["id"]
    )
    need(status == "started", "not started")
    rows = told["quotes"]
    codes = [row["uscc"] for row in rows]
    hand.ask(
        """INSERT INTO supplier (uscc, name, account_no) SELECT * FROM unnest(%s::text[], %s::text[], %s::text[])
           ON CONFLICT DO NOTHING""", codes, [r["name"] for r in rows], [r["account_no"] for r in rows],
    )  # fmt: skip
    ids = dict(hand.ask("SELECT uscc, id FROM supplier WHERE uscc = ANY(%s)", codes))
    hand.ask(
        "INSERT INTO quote (procedure_id, supplier_id, fen) SELECT %s, s, f FROM unnest(%s::bigint[], %s::bigint[]) q (s, f)",
        told["id"], [ids[c] for c in codes], [r["price_fen"] for r in rows],
    )  # fmt: skip
    hand.entry(
        subject, "quote", "procedure", told["id"], by, quotes=[[ids[r["uscc"]], r["price_fen"]] for r in rows]
    )
    return {"quotes": [{"supplier_id": ids[c]} for c in codes]}


def award(hand: Hand, by: Account, told: Told) -> Told:
    """To the lowest of enough prices, by another person than bought."""
    subject, fen, buyer, status = hand.one(
        "SELECT subject_id, fen, account_id, status FROM procedure WHERE id = %s FOR UPDATE", told["id"]
    )
    quotes = hand.ask(
        "SELECT supplier_id, fen FROM quote WHERE procedure_id = %s ORDER BY fen, id", told["id"]
    )
    need(status == "started" and buyer != by.id and len(quotes) >= QUOTES, "not to be awarded")
    supplier, price = quotes[0]
    need(supplier == told["supplier_id"] and price <= fen, "not the lowest, or above the hold")
    hand.entry(subject, "award", "procedure", told["id"], by)
    hand.ask("UPDATE procedure SET status = 'awarded' WHERE id = %s", told["id"])
    (made,) = hand.one(
        "INSERT INTO award (subject_id, procedure_id, supplier_id, fen) VALUES (%s, %s, %s, %s) RETURNING id",
        subject, told["id"], supplier, price,
    )  # fmt: skip
    hand.entry(subject, "award", "award", made, by, fen=price)
    return {"id": made}


def contract(hand: Hand, by: Account, told: Told) -> Told:
    """The draft with its parts, indicators and instalment."""
    subject, fen, payee = hand.one(
        """SELECT a.subject_id, a.fen, s.account_no FROM award a JOIN supplier s ON s.id = a.supplier_id
           WHERE a.id = %s FOR UPDATE OF a""", told["id"],
    )  # fmt: skip
    need(told["starts_on"] <= told["ends_on"], "ends before it starts")
    (made,) = hand.one(
        """INSERT INTO contract (subject_id, award_id, fen, starts, ends, payee, status)
           VALUES (%s, %s, %s, %s, %s, %s, 'draft') RETURNING id""",
        subject, told["id"], fen, told["starts_on"], told["ends_on"], payee,
    )  # fmt: skip
    hand.ask(
        "INSERT INTO clause (contract_id, name, text) SELECT %s, n, n || '：按约定' FROM unnest(%s::text[]) n",
        made,
        list(PARTS),
    )
    names, weights = zip(*INDICATORS, strict=True)
    judged = hand.ask(
        """INSERT INTO indicator (contract_id, name, weight) SELECT %s, n, w FROM unnest(%s::text[], %s::int[]) i (n, w)
           RETURNING id""", made, list(names), list(weights),
    )  # fmt: skip
    (instalment,) = hand.one(
        "INSERT INTO instalment (contract_id, fen) VALUES (%s, %s) RETURNING id", made, fen
    )
    hand.entry(subject, "draft", "contract", made, by, fen=fen)
    return {"id": made, "instalments": [{"id": instalment}], "indicators": [{"id": i} for (i,) in judged]}


def sign(hand: Hand, by: Account, told: Told) -> Told:
    """The hold becomes a commitment; the rest goes back."""
    subject, fen, status = hand.one(
        "SELECT subject_id, fen, status FROM contract WHERE id = %s FOR UPDATE", told["id"]
    )
    (year,) = hand.one(
        "SELECT extract(year FROM now())::int FROM clause WHERE contract_id = %s LIMIT 1", told["id"]
    )
    need(status == "draft", "not a draft")
    held = hand.held(subject, "held")
    need(fen <= sum(n for _, n in held), "more than held")
    number = hand.number("合同", year)
    entry = hand.entry(subject, "sign", "contract", told["id"], by, number=number)
    hand.ask(
        "UPDATE contract SET status = 'signed', number = %s, signed_by = %s WHERE id = %s",
        number,
        by.id,
        told["id"],
    )
    _spend(hand, entry, subject, held, fen, ("commit", "held", "committed"), ("release", "held", "available"))
    return {"id": told["id"], "number": number}


def _spend(
    hand: Hand,
    entry: int,
    subject: int,
    have: list[tuple[int, int]],
    fen: int,
    on: tuple[str, ...],
    back: tuple[str, ...],
) -> None:
    """Move `fen` of what is there on, the rest back."""
    taken, rest, left = [], [], fen
    for line, n in have:
        taken.append((line, min(n, left)))
        rest.append((line, n - min(n, left)))
        left -= min(n, left)
    for (kind, frm, too), parts in ((on, taken), (back, rest)):
        if moved := [part for part in parts if part[1]]:
            hand.move(kind, entry, subject, frm, too, moved)


def accept(hand: Hand, by: Account, told: Told) -> Told:
    """Every indicator judged, the panel signed, deductions to the line, the rest payable."""
    subject, status, signer = hand.one(
        "SELECT subject_id, status, signed_by FROM contract WHERE id = %s FOR UPDATE", told["id"]
    )
    (fen,) = hand.one(
        "SELECT fen FROM instalment WHERE id = %s AND contract_id = %s", told["instalment_id"], told["id"]
    )
    carried = dict(hand.ask("SELECT id, weight FROM indicator WHERE contract_id = %s", told["id"]))
    lost = {row["indicator_id"]: row["points_lost"] for row in told["results"]}
    need(status == "signed" and signer != by.id and lost.keys() == carried.keys(), "not to be accepted")
    need(all(m["has_signed"] and m["opinion"] for m in told["members"]), "panel has not signed")
    deducted = fen * sum(lost.values()) // 100
    (made,) = hand.one(
        """INSERT INTO acceptance (contract_id, instalment_id, delivered, quantity, accrued, deducted, account_id, status)
           VALUES (%s, %s, %s, %s, %s, %s, %s, 'passed') RETURNING id""",
        told["id"], told["instalment_id"], told["delivered_on"], told["quantity"], fen - deducted, deducted, by.id,
    )  # fmt: skip
    hand.entry(subject, "convene", "acceptance", made, by)
    hand.ask(
        "INSERT INTO result SELECT %s, i, a, l FROM unnest(%s::bigint[], %s::text[], %s::int[]) r (i, a, l)",
        made, list(lost), [row["actual"] for row in told["results"]], list(lost.values()),
    )  # fmt: skip
    people = told["members"]
    hand.ask(
        """INSERT INTO member (acceptance_id, part, name, opinion)
           SELECT %s, p, n, o FROM unnest(%s::text[], %s::text[], %s::text[]) m (p, n, o)""",
        made, [m["part"] for m in people], [m["name"] for m in people], [m["opinion"] for m in people],
    )  # fmt: skip
    entry = hand.entry(subject, "accept", "acceptance", made, by, deducted=deducted)
    have = hand.held(subject, "committed")
    _spend(
        hand,
        entry,
        subject,
        have,
        fen - deducted,
        ("accrue", "committed", "payable"),
        ("deduct", "committed", "available"),
    )
    return {"id": made}


def request(hand: Hand, by: Account, told: Told) -> Told:
    """No acceptance, no payment."""
    subject, fen, status = hand.one(
        "SELECT subject_id, fen, status FROM contract WHERE id = %s FOR UPDATE", told["id"]
    )
    (due,) = hand.one(
        "SELECT accrued FROM acceptance WHERE instalment_id = %s AND status = 'passed'", told["instalment_id"]
    )
    (paid,) = hand.one("SELECT coalesce(sum(fen), 0) FROM payment WHERE contract_id = %s", told["id"])
    need(status == "signed" and bool(told["invoice_no"]) and paid + due <= fen, "not to be paid")
    (made,) = hand.one(
        """INSERT INTO payment (contract_id, instalment_id, fen, invoice, requested_by, status)
           VALUES (%s, %s, %s, %s, %s, 'requested') RETURNING id""",
        told["id"], told["instalment_id"], due, told["invoice_no"], by.id,
    )  # fmt: skip
    hand.entry(subject, "request", "payment", made, by, fen=due)
    return {"id": made, "amount_fen": due}


def _payment(hand: Hand, told: Told) -> tuple[Any, ...]:
    return hand.one(
        """SELECT c.subject_id, p.fen, p.requested_by, p.approved_by, p.status FROM payment p
           JOIN contract c ON c.id = p.contract_id WHERE p.id = %s FOR UPDATE OF p""", told["id"],
    )  # fmt: skip


def approve_payment(hand: Hand, by: Account, told: Told) -> Told:
    """Never one's own."""
    subject, _, asker, _, status = _payment(hand, told)
    need(status == "requested" and asker != by.id, "not asked for, or one's own")
    hand.entry(subject, "approve", "payment", told["id"], by)
    hand.ask("UPDATE payment SET status = 'approved', approved_by = %s WHERE id = %s", by.id, told["id"])
    return {"id": told["id"], "status": "approved"}


def pay(hand: Hand, by: Account, told: Told) -> Told:
    """Payable becomes paid."""
    subject, fen, asker, approver, status = _payment(hand, told)
    payable = hand.held(subject, "payable")
    need(
        status == "approved" and by.id not in {asker, approver} and fen <= sum(n for _, n in payable),
        "not approved",
    )
    entry = hand.entry(subject, "pay", "payment", told["id"], by, fen=fen)
    hand.ask(
        "UPDATE payment SET status = 'paid', paid_by = %s, voucher_no = %s WHERE id = %s",
        by.id, told.get("voucher_no", ""), told["id"],
    )  # fmt: skip
    _spend(hand, entry, subject, payable, fen, ("pay", "payable", "paid"), ("pay", "payable", "paid"))
    return {"id": told["id"], "status": "paid", "amount_fen": fen}


# address -> role that may, what it does
ROUTES: tuple[tuple[re.Pattern[str], str, Work], ...] = tuple(
    (re.compile(rf"{pattern}$"), role, work)
    for pattern, role, work in (
        ("/plan-items", "needs", draft),
        (r"/plan-items/(\d+)/submit", "needs", submit),
        (r"/plan-items/(\d+)/approval", "finance", approve),
        (r"/plan-items/(\d+)/procedure", "buyer", start),
        (r"/procedures/(\d+)/quotes", "buyer", quote),
        (r"/procedures/(\d+)/award", "checker", award),
        (r"/awards/(\d+)/contract", "contracts", contract),
        (r"/contracts/(\d+)/sign", "contracts", sign),
        (r"/contracts/(\d+)/acceptance", "accepter", accept),
        (r"/contracts/(\d+)/payments", "payer", request),
        (r"/payments/(\d+)/approve", "vice", approve_payment),
        (r"/payments/(\d+)/pay", "treasury", pay),
    )
)


def call(hand: Hand, token: str, key: str, path: str, body: Told) -> Told:
    """The step at an address.  Raises: Refused."""
    for pattern, role, work in ROUTES:
        if found := pattern.match(path):
            told = {**body, "id": int(found.group(1))} if found.groups() else body
            return hand.perform(work.__name__, role, work, token, key, told)
    raise Refused(f"no such step: {path}")
