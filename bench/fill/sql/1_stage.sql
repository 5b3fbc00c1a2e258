-- One row for each invented purchase: where, when, how far it got, and every sum. All tables are filled from it.
CREATE OR REPLACE FUNCTION pg_temp.pick(n bigint, what int, below int) RETURNS int LANGUAGE sql IMMUTABLE AS
  $$ SELECT ((hashint8extended(n, what) & 2147483647) % below)::int $$;
CREATE OR REPLACE FUNCTION pg_temp.first_leg(fen bigint, is_split boolean) RETURNS bigint LANGUAGE sql IMMUTABLE AS
  $$ SELECT CASE WHEN is_split THEN fen * 6 / 10 ELSE fen END $$;

-- Stages, in the order of a purchase's life: 0 draft, 1 submitted, 2 returned, 3 withdrawn, 4 approved, 5 started,
-- 6 quoted, 7 failed, 8 awarded, 9 contract drafted, 10 signed, 11 acceptance open, 12 passed, 13 payment requested,
-- 14 payment approved, 15 paid, 16 closed. Of earlier years nothing is left open.
CREATE TEMP TABLE stage ON COMMIT DROP AS
WITH drawn AS (
  SELECT n, g.year - 5 + ((n - 1) * 6 / g.purchases)::int AS year, pg_temp.pick(n, 0, g.towns) + 1 AS town,
         pg_temp.pick(n, 1, 100) AS luck
  FROM given g, generate_series(1, g.purchases) n
), placed AS (
  SELECT d.*, t.code AS town_code, t.name AS town_name, g.today, g.o,
         row_number() OVER (PARTITION BY d.town, d.year ORDER BY d.n) AS seq,
         CASE WHEN d.year < g.year THEN CASE WHEN luck < 4 THEN 3 WHEN luck < 8 THEN 7 WHEN luck < 13 THEN 15 ELSE 16 END
              ELSE width_bucket(luck, ARRAY[4, 10, 12, 14, 22, 28, 34, 37, 43, 49, 63, 68, 74, 79, 83, 92]) END AS stage,
         make_date(d.year, 1, 5) + pg_temp.pick(n, 6, CASE WHEN d.year < g.year THEN 150 ELSE 60 END) AS d0,
         (50 + pg_temp.pick(n, 2, 750)) * 10000::bigint AS a,
         pg_temp.pick(n, 5, 10) < 3 AS is_split
  FROM drawn d CROSS JOIN given g JOIN town t ON t.number = d.town
), summed AS (
  SELECT *, a / 100 * (90 + pg_temp.pick(n, 3, 11)) AS c FROM placed
), deducted AS (
  SELECT *, CASE WHEN pg_temp.pick(n, 4, 5) = 0 THEN 3 ELSE 0 END AS lost,
         CASE WHEN pg_temp.pick(n, 4, 5) = 0 THEN c * 3 / 100 ELSE 0 END AS d FROM summed
)
SELECT n, o + n AS id, year, town, town_code, town_name, stage, today, is_split, lost,
       town_code || '-' || year || '-' || lpad(seq::text, 6, '0') AS code,
       k.code AS item_code, k.standard_id, k.ordinal AS kind,
       town_name || year || '年' || k.name || '（示例第' || n || '项）' AS name,
       a, c, d, c - d AS due, a - c AS r,
       -- what each of at most two lines carries
       pg_temp.first_leg(a, is_split) AS a1, pg_temp.first_leg(c, is_split) AS c1,
       pg_temp.first_leg(c - d, is_split) AS due1,
       least(d0 + 3, today) AS submitted, least(d0 + 10, today) AS approved, least(d0 + 15, today) AS started,
       least(d0 + 17, today) AS quoted, least(d0 + 20, today) AS awarded, least(d0 + 25, today) AS signed,
       d0 + 26 AS starts, d0 + 110 AS ends, least(d0 + 100, today) AS delivered, least(d0 + 105, today) AS accepted,
       least(d0 + 108, today) AS requested, least(d0 + 111, today) AS paid, d0
FROM deducted JOIN kind k ON k.ordinal = pg_temp.pick(n, 7, (SELECT count(*)::int FROM kind)) + 1
ORDER BY n;

-- What happened to each line of money: one row for each leg.
CREATE TEMP TABLE leg ON COMMIT DROP AS
SELECT s.n, s.id, leg.k, s.stage, s.code, s.year, s.town_code, s.name, g.o + (s.n - 1) * 2 + leg.k AS line,
       g.o + ((s.n - 1) * 2 + leg.k - 1) * 6 AS account, leg.a, leg.c, leg.due, leg.a - leg.c AS r, leg.c - leg.due AS d
FROM stage s CROSS JOIN given g CROSS JOIN LATERAL (
  SELECT 1 AS k, a1 AS a, c1 AS c, due1 AS due
  UNION ALL SELECT 2, s.a - a1, s.c - c1, s.due - due1 WHERE s.is_split) leg
WHERE s.stage >= 4;
ANALYZE stage;
ANALYZE leg;
