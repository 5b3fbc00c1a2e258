-- The books: every voucher has both legs with running balances, every account the balance and number they lead to.
INSERT INTO ledger_line (id, place_code, town_code, year, fund_code, item_id, item_code, purpose, is_opening)
SELECT line, g.place_code, town_code, leg.year, CASE k WHEN 1 THEN 'OWN' ELSE 'F1' END, leg.id, code, name, false FROM leg, given g;

-- accounts of a line: 1 source, 2 available; of its dossier: 3 held, 4 committed, 5 payable, 6 paid
INSERT INTO ledger_account (id, line_id, dossier_id, bucket, balance_fen, seq)
SELECT account + b.k, line, CASE WHEN b.k > 2 THEN leg.id ELSE 0 END, b.bucket, b.fen, b.seq
FROM leg, LATERAL (VALUES
  (1, 'source', -a, 1, 4),
  (2, 'available', CASE WHEN stage IN (4, 7) THEN a WHEN stage < 10 THEN 0 WHEN stage < 12 THEN r ELSE r + d END,
     1 + (stage >= 5)::int + (stage = 7)::int + (stage >= 10 AND r > 0)::int + (stage >= 12 AND d > 0)::int, 4),
  (3, 'held', CASE WHEN stage IN (5, 6, 8, 9) THEN a ELSE 0 END,
     1 + (stage = 7)::int + (stage >= 10)::int + (stage >= 10 AND r > 0)::int, 5),
  (4, 'committed', CASE WHEN stage IN (10, 11) THEN c ELSE 0 END, 1 + (stage >= 12)::int + (stage >= 12 AND d > 0)::int, 10),
  (5, 'payable', CASE WHEN stage IN (12, 13, 14) THEN due ELSE 0 END, 1 + (stage >= 15)::int, 12),
  (6, 'paid', due, 1, 15)) b (k, bucket, fen, seq, since)
WHERE stage >= b.since;

-- the kinds of move a purchase makes: its number, which room's row causes it, beside which entry, when
CREATE TEMP TABLE moved ON COMMIT DROP AS
SELECT s.n, s.id, v.* FROM stage s CROSS JOIN given g CROSS JOIN LATERAL (VALUES
  (1, 'appropriate', 0, 'budget.approval', 4, s.a, s.approved, g.finance, s.stage >= 4),
  (2, 'hold', 1, 'procurement.procedure', 5, s.a, s.started, g.first_person + (s.town - 1) * 7 + 1, s.stage >= 5),
  (3, 'release', 1, 'procurement.procedure', 7, s.a, s.awarded, g.first_person + (s.town - 1) * 7 + 1, s.stage = 7),
  (4, 'commit', 1, 'contracts.contract', 10, s.c, s.signed, g.first_person + (s.town - 1) * 7 + 3, s.stage >= 10),
  (5, 'release', 1, 'contracts.contract', 10, s.r, s.signed, g.first_person + (s.town - 1) * 7 + 3, s.stage >= 10 AND s.r > 0),
  (6, 'accrue', 1, 'delivery.acceptance', 12, s.due, s.accepted, g.first_person + (s.town - 1) * 7 + 4, s.stage >= 12),
  (7, 'deduct', 1, 'delivery.acceptance', 12, s.d, s.accepted, g.first_person + (s.town - 1) * 7 + 4, s.stage >= 12 AND s.d > 0),
  (8, 'pay', 1, 'payments.payment', 15, s.due, s.paid, g.treasury, s.stage >= 15)
) v (k, kind, on_dossier, object, entry, fen, day, person, happened) WHERE v.happened AND s.stage >= 4;

INSERT INTO ledger_voucher (id, kind, dossier_id, object, object_id, entry_id, amount_fen, document, is_opening, made_by, made_at, tx)
SELECT g.o + (n - 1) * 8 + k, kind, on_dossier * id, object, id, g.o + (n - 1) * 16 + entry, fen, CASE k WHEN 8 THEN 'ZF-' || n ELSE '' END,
       false, person, day + interval '2 hours', NULL
FROM moved, given g;

INSERT INTO ledger_transfer (id, voucher_id, from_account_id, to_account_id, amount_fen, from_seq, from_after_fen, to_seq, to_after_fen)
SELECT g.o + ((n - 1) * 8 + v.k - 1) * 2 + leg.k, g.o + (n - 1) * 8 + v.k, account + v.f, account + v.t, v.fen,
       v.from_seq, v.from_after, v.to_seq, v.to_after
FROM leg CROSS JOIN given g CROSS JOIN LATERAL (VALUES
  (1, 1, 2, a, 1, -a, 1, a, stage >= 4),
  (2, 2, 3, a, 2, 0, 1, a, stage >= 5),
  (3, 3, 2, a, 2, 0, 3, a, stage = 7),
  (4, 3, 4, c, 2, r, 1, c, stage >= 10),
  (5, 3, 2, r, 3, 0, 3, r, stage >= 10 AND r > 0),
  (6, 4, 5, due, 2, d, 1, due, stage >= 12),
  (7, 4, 2, d, 3, 0, 3 + (r > 0)::int, r + d, stage >= 12 AND d > 0),
  (8, 5, 6, due, 2, 0, 1, due, stage >= 15)
) v (k, f, t, fen, from_seq, from_after, to_seq, to_after, happened) WHERE v.happened;
