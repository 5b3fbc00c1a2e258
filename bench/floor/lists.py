"""The rows of the product's lists by one statement each: place, keyset, fifty and one. First column is the key."""

LISTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "procurement": (
        """SELECT p.id, p.title, p.code, p.method, p.value_fen / 1000000.0, s.name, a.price_fen / 1000000.0, p.started_on, p.status
           FROM (SELECT * FROM procurement_procedure WHERE place_code = %s AND id < %s ORDER BY id DESC LIMIT %s) p
           LEFT JOIN procurement_award a ON a.procedure_id = p.id AND a.status = 'made'
           LEFT JOIN suppliers_supplier s ON s.id = a.supplier_id ORDER BY p.id DESC""",
        ("title", "code", "method", "value", "supplier", "price", "started", "status"),
    ),
    "contracts": (
        """SELECT c.id, c.title, c.number, s.name, c.price_fen / 1000000.0, c.starts_on, c.ends_on, c.signed_on, c.status
           FROM contracts_contract c JOIN suppliers_supplier s ON s.id = c.supplier_id
           WHERE c.place_code = %s AND c.id < %s ORDER BY c.id DESC LIMIT %s""",
        ("title", "number", "supplier", "price", "starts", "ends", "signed", "status"),
    ),
    "plans": (
        """SELECT p.id, p.name, p.code, t.name, p.catalogue_code, p.quantity, p.budget_fen / 1000000.0, p.method, p.status,
             (SELECT string_agg(f.fund_code, '、') FROM plans_funding f WHERE f.item_id = p.id)
           FROM plans_planitem p JOIN places_town t ON t.code = p.town_code
           WHERE p.place_code = %s AND p.id < %s AND p.year = extract(year FROM now())::int ORDER BY p.id DESC LIMIT %s""",
        ("name", "code", "town", "catalogue", "quantity", "budget", "method", "status", "sources"),
    ),
    "plan-items": (
        """SELECT p.id, p.name, p.code, t.name, p.catalogue_code, p.quantity, p.budget_fen / 1000000.0, p.method, p.status,
             (SELECT string_agg(f.fund_code, '、') FROM plans_funding f WHERE f.item_id = p.id)
           FROM plans_planitem p JOIN places_town t ON t.code = p.town_code
           WHERE p.place_code = %s AND p.id < %s ORDER BY p.id DESC LIMIT %s""",
        ("name", "code", "town", "catalogue", "quantity", "budget", "method", "status", "sources"),
    ),
    "payments": (
        """SELECT p.id, c.title, i.title, p.payee_name, p.amount_fen / 100.0, p.requested_on, p.due_on, p.paid_on, p.status
           FROM payments_payment p JOIN contracts_contract c ON c.id = p.contract_id
           JOIN contracts_instalment i ON i.id = p.instalment_id
           WHERE p.place_code = %s AND p.id < %s ORDER BY p.id DESC LIMIT %s""",
        ("title", "instalment", "payee", "amount", "requested", "due", "paid", "status"),
    ),
}
