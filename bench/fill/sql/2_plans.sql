-- Dossiers, plan items, their money, finance's approvals with gapless document numbers.
INSERT INTO trail_subject (id, kind, code, title, place_code, town_code, last_seq)
SELECT id, 'dossier', code, name, g.place_code, town_code,
       CASE stage WHEN 0 THEN 1 WHEN 1 THEN 2 WHEN 2 THEN 3 WHEN 3 THEN 2 ELSE stage END
FROM stage, given g;

INSERT INTO plans_planitem (id, place_code, town_code, year, dossier_id, code, catalogue_code, catalogue_version_id,
  duty_code, standard_id, name, quantity, unit, budget_fen, carried_out, method, starts_on, ends_on, office, target,
  acceptance, feasibility, ex_ante, posts_cut, posts_reason, later_years_fen, long_term, submitted_on, submitted_by, version, status)
SELECT s.id, g.place_code, town_code, s.year, s.id, code, item_code, g.catalogue, 'D001', standard_id, name, 12, '月', a,
       '乡镇自主', '询价比选', starts, ends, '社会事务办', '按月完成，抽查合格率95%以上（示例）', '每季度按执行标准逐项验收（示例）',
       '购买服务比自办节省（示例）', g.ex_ante, 0, '', '{}', '{}', CASE WHEN stage NOT IN (0, 3) THEN submitted END,
       CASE WHEN stage NOT IN (0, 3) THEN g.first_person + (town - 1) * 7 END, CASE WHEN stage IN (0, 3) THEN 1 ELSE 2 END,
       CASE stage WHEN 0 THEN 'draft' WHEN 1 THEN 'submitted' WHEN 2 THEN 'returned' WHEN 3 THEN 'withdrawn' ELSE 'approved' END
FROM stage s, given g;

INSERT INTO plans_funding (id, item_id, fund_code, amount_fen)
SELECT g.o + (n - 1) * 2 + k, id, CASE k WHEN 1 THEN 'OWN' ELSE 'F1' END, fen
FROM stage, given g, LATERAL (SELECT 1 AS k, a1 AS fen UNION ALL SELECT 2, a - a1 WHERE is_split) part;

-- numbers follow those already given this year
CREATE TEMP TABLE numbered ON COMMIT DROP AS
SELECT id, year, '购买服务预算批复' AS kind, approved AS day,
       row_number() OVER (PARTITION BY year ORDER BY n) AS serial, n FROM stage WHERE stage >= 4
UNION ALL
SELECT id, year, '购买服务合同', signed, row_number() OVER (PARTITION BY year ORDER BY n), n FROM stage WHERE stage >= 10;
ANALYZE numbered;
UPDATE numbered m SET serial = m.serial + s.last FROM documents_series s, given g
  WHERE s.place_code = g.place_code AND s.kind = m.kind AND s.year = m.year;
INSERT INTO documents_series (place_code, kind, year, last)
SELECT g.place_code, kind, m.year, max(serial) FROM numbered m, given g GROUP BY 1, 2, 3
ON CONFLICT (place_code, kind, year) DO UPDATE SET last = excluded.last;
INSERT INTO documents_issuednumber (id, series_id, serial, text, subject_id, taken_at)
SELECT g.o + row_number() OVER (ORDER BY m.kind, m.year, m.serial), s.id, serial, m.kind || '〔' || m.year || '〕' || serial || '号',
       m.id, m.day + interval '2 hours'
FROM numbered m, given g, documents_series s
WHERE s.place_code = g.place_code AND s.kind = m.kind AND s.year = m.year;

INSERT INTO budget_approval (id, place_code, town_code, dossier_id, item_id, asked_fen, amount_fen, reclaimed_fen, reason,
  document, approved_on, approved_by, status)
SELECT s.id, g.place_code, town_code, s.id, s.id, a, a, 0, '', m.kind || '〔' || m.year || '〕' || m.serial || '号', approved,
       g.finance, 'approved'
FROM stage s JOIN numbered m ON m.n = s.n AND m.kind = '购买服务预算批复', given g;
