-- Procedures, quotes, awards, contracts with their parts, acceptances, payments.
INSERT INTO procurement_procedure (id, place_code, town_code, dossier_id, code, title, method, band, value_fen, hold_fen,
  released_fen, reason, decided_by, started_on, started_by, status)
SELECT id, g.place_code, town_code, id, code || '-C1', name, band ->> 'method', band, a, a, CASE stage WHEN 7 THEN a ELSE 0 END,
       '', band ->> 'decided_by', started, g.first_person + (town - 1) * 7 + 1,
       CASE WHEN stage < 7 THEN 'started' WHEN stage = 7 THEN 'failed' ELSE 'awarded' END
FROM stage, given g, LATERAL (SELECT CASE WHEN a < g.second_band_fen THEN g.bands -> 0 ELSE g.bands -> 1 END AS band) b
WHERE stage >= 5;

INSERT INTO procurement_procedureitem (id, procedure_id, item_id) SELECT id, id, id FROM stage WHERE stage >= 5;

INSERT INTO procurement_quote (id, procedure_id, supplier_id, price_fen, quoted_on, is_valid, note, recorded_by)
SELECT g.o + (n - 1) * 3 + q, id, g.first_supplier + (pg_temp.pick(n, 8, g.suppliers) + q - 1) % g.suppliers,
       c + (q - 1) * 20000, quoted, true, '', g.first_person + (town - 1) * 7 + 1
FROM stage, given g, generate_series(1, 3) q WHERE stage >= 6;

INSERT INTO procurement_award (id, place_code, town_code, dossier_id, procedure_id, supplier_id, price_fen, reason, awarded_on,
  notified_on, awarded_by, status)
SELECT id, g.place_code, town_code, id, id, g.first_supplier + pg_temp.pick(n, 8, g.suppliers), c, '', awarded, awarded,
       g.first_person + (town - 1) * 7 + 2, 'made'
FROM stage, given g WHERE stage >= 8;

INSERT INTO contracts_contract (id, place_code, town_code, dossier_id, award_id, supplier_id, standard_id, number, title, price_fen,
  released_fen, uncommitted_fen, starts_on, ends_on, pay_days, payee_name, payee_account, payee_bank, facts, signed_on,
  signed_by, published_on, version, status)
SELECT s.id, g.place_code, town_code, s.id, s.id, g.first_supplier + pick.supplier, s.standard_id,
       coalesce(m.kind || '〔' || m.year || '〕' || m.serial || '号', ''), name || '合同', c,
       CASE WHEN stage >= 10 THEN r ELSE 0 END, 0, starts, ends, g.pay_days,
       '示例服务公司' || (pick.supplier + 1), '59' || lpad((pick.supplier + 1)::text, 14, '0'), '示例农商行', '{"point_bp": 100}',
       CASE WHEN stage >= 10 THEN signed END, CASE WHEN stage >= 10 THEN g.first_person + (town - 1) * 7 + 3 END, NULL,
       CASE WHEN stage >= 10 THEN 2 ELSE 1 END,
       CASE WHEN stage = 9 THEN 'draft' WHEN stage = 16 THEN 'closed' ELSE 'signed' END
FROM stage s CROSS JOIN given g CROSS JOIN LATERAL (SELECT pg_temp.pick(s.n, 8, g.suppliers) AS supplier) pick
LEFT JOIN numbered m ON m.n = s.n AND m.kind = '购买服务合同'
WHERE stage >= 9;

INSERT INTO contracts_clause (id, contract_id, "order", name, text)
SELECT g.o + (n - 1) * g.parts + part.k, s.id, part.k, part.name, part.name || '：按执行标准和招采结果约定（示例）。'
FROM stage s, given g, part WHERE stage >= 9;

INSERT INTO contracts_instalment (id, contract_id, number, title, amount_fen, is_advance, condition, planned_on)
SELECT id, id, 1, '验收合格后付款', c, false, '验收合格', NULL FROM stage WHERE stage >= 9;

INSERT INTO contracts_contractindicator (id, contract_id, "order", "group", name, target, unit, measure, weight_bp, deduction)
SELECT g.o + (n - 1) * 3 + i."order", s.id, i."order", i."group", i.name, i.target, i.unit, i.measure, i.weight_bp, i.deduction
FROM stage s CROSS JOIN given g JOIN standards_indicator i ON i.standard_id = s.standard_id WHERE stage >= 9;

INSERT INTO delivery_acceptance (id, place_code, town_code, dossier_id, contract_id, instalment_id, quantity, delivered_on,
  accepted_on, accepted_by, accrued_fen, deducted_fen, remark, status)
SELECT id, g.place_code, town_code, id, id, id, '12月', delivered, CASE WHEN stage >= 12 THEN accepted END,
       CASE WHEN stage >= 12 THEN g.first_person + (town - 1) * 7 + 4 END, CASE WHEN stage >= 12 THEN due ELSE 0 END,
       CASE WHEN stage >= 12 THEN d ELSE 0 END, '', CASE WHEN stage >= 12 THEN 'passed' ELSE 'open' END
FROM stage, given g WHERE stage >= 11;

INSERT INTO delivery_result (id, acceptance_id, indicator_id, actual, is_met, points_lost, deducted_fen)
SELECT g.o + (n - 1) * 3 + k, id, g.o + (n - 1) * 3 + k, CASE WHEN k = 1 AND lost > 0 THEN '未达到' ELSE '达到' END,
       NOT (k = 1 AND lost > 0), CASE k WHEN 1 THEN lost ELSE 0 END, CASE k WHEN 1 THEN d ELSE 0 END
FROM stage, given g, generate_series(1, 3) k WHERE stage >= 12;

INSERT INTO delivery_member (id, acceptance_id, part, name, body, person_id, opinion, has_signed)
SELECT g.o + (n - 1) * 3 + k, id, (ARRAY['lead', 'industry', 'user'])[k], (ARRAY['示例验收人', '示例主管人', '示例村民'])[k],
       (ARRAY['社会事务办', '县住建局', '示例村'])[k], NULL, '同意（示例）', true
FROM stage, given g, generate_series(1, 3) k WHERE stage >= 12;

INSERT INTO payments_payment (id, place_code, town_code, dossier_id, code, contract_id, instalment_id, acceptance_id, amount_fen,
  advance_fen, invoice_no, invoiced_on, payee_name, payee_account, due_on, requested_on, requested_by, approved_by, paid_by,
  paid_on, voucher_no, status)
SELECT s.id, g.place_code, s.town_code, s.id, code || '-C1-F1', s.id, s.id, s.id, due, 0, 'FP-' || n, accepted, k.payee_name,
       k.payee_account, accepted + g.pay_days, requested, g.first_person + (town - 1) * 7 + 5,
       CASE WHEN stage >= 14 THEN g.first_person + (town - 1) * 7 + 6 END, CASE WHEN stage >= 15 THEN g.treasury END,
       CASE WHEN stage >= 15 THEN paid END, CASE WHEN stage >= 15 THEN 'ZF-' || n ELSE '' END,
       CASE stage WHEN 13 THEN 'requested' WHEN 14 THEN 'approved' ELSE 'paid' END
FROM stage s JOIN contracts_contract k ON k.id = s.id, given g WHERE stage >= 13;
