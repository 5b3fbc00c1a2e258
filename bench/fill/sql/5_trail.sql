-- The trail: an entry for the birth and each move of every row, numbered without a gap on its dossier.
-- k is both the entry's place in its dossier and the stage from which it exists (2 to 4 and 7 have their own rule).
INSERT INTO trail_entry (id, subject_id, seq, verb, object, object_id, frm, too, kind, person_id, seat_id, acting_for_id, why_digest,
  findings, law, changes, files, version, at, tx)
SELECT g.o + (n - 1) * 16 + e.k, s.id, e.k, e.verb, e.object, s.id, e.frm, e.too, 'person', e.person,
       e.person - g.first_person + g.first_seat, NULL, '', '[]', '{}', '{}', '[]', g.version, e.day + interval '1 hour' + e.k * interval '1 second', NULL
FROM stage s CROSS JOIN given g CROSS JOIN LATERAL (VALUES
  (1, 'plans.draft', 'plans.planitem', '', 'draft', 0, least(d0, s.today), true),
  (2, 'plans.withdraw', 'plans.planitem', 'draft', 'withdrawn', 0, least(d0, s.today), stage = 3),
  (2, 'plans.submit', 'plans.planitem', 'draft', 'submitted', 0, submitted, stage NOT IN (0, 3)),
  (3, 'budget.return_item', 'plans.planitem', 'submitted', 'returned', -1, approved, stage = 2),
  (3, 'budget.approve', 'plans.planitem', 'submitted', 'approved', -1, approved, stage >= 4),
  (4, 'budget.approve', 'budget.approval', '', 'approved', -1, approved, stage >= 4),
  (5, 'procurement.start', 'procurement.procedure', '', 'started', 1, started, stage >= 5),
  (6, 'procurement.quote', 'procurement.procedure', '', '', 1, quoted, stage >= 6),
  (7, 'procurement.fail', 'procurement.procedure', 'started', 'failed', 1, awarded, stage = 7),
  (7, 'procurement.award', 'procurement.procedure', 'started', 'awarded', 2, awarded, stage >= 8),
  (8, 'procurement.award', 'procurement.award', '', 'made', 2, awarded, stage >= 8),
  (9, 'contracts.draft', 'contracts.contract', '', 'draft', 3, signed, stage >= 9),
  (10, 'contracts.sign', 'contracts.contract', 'draft', 'signed', 3, signed, stage >= 10),
  (11, 'delivery.convene', 'delivery.acceptance', '', 'open', 4, accepted, stage >= 11),
  (12, 'delivery.accept', 'delivery.acceptance', 'open', 'passed', 4, accepted, stage >= 12),
  (13, 'payments.request', 'payments.payment', '', 'requested', 5, requested, stage >= 13),
  (14, 'payments.approve', 'payments.payment', 'requested', 'approved', 6, paid, stage >= 14),
  (15, 'payments.pay', 'payments.payment', 'approved', 'paid', -2, paid, stage >= 15),
  (16, 'contracts.close', 'contracts.contract', 'signed', 'closed', 3, paid, stage = 16)
) v (k, verb, object, frm, too, role, day, happened)
CROSS JOIN LATERAL (SELECT v.*, CASE role WHEN -1 THEN g.finance WHEN -2 THEN g.treasury
  ELSE g.first_person + (town - 1) * 7 + role END AS person) e
WHERE v.happened;
