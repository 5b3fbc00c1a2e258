-- The ledger's only door. Run by the owner's login, can be run again.

-- Sum of the vouchers of one kind for one row of a room.
CREATE OR REPLACE FUNCTION xg_moved(k text, obj text, obj_id bigint) RETURNS bigint LANGUAGE sql STABLE
  SET search_path = public, pg_temp AS
  $$ SELECT coalesce(sum(amount_fen), 0)::bigint FROM ledger_voucher
     WHERE object = obj AND object_id = obj_id AND kind = k $$;

-- Move money: one voucher, one transfer for each line. Everything or nothing, in the caller's transaction.
-- entry: the trail entry of this transaction that causes it. lines/to_lines/amounts: parallel arrays (分);
-- to_lines differs from lines only for kinds that cross lines.
CREATE OR REPLACE FUNCTION xg_post(k text, entry bigint, dossier bigint, lines bigint[], to_lines bigint[],
                                   amounts bigint[], doc text, opening boolean)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  rule record; e record; v bigint; i int; total bigint := 0;
  src bigint; dst bigint; src_dossier bigint; dst_dossier bigint;
  f record; t record; line_level constant text[] := ARRAY['source', 'available', 'returned'];
BEGIN
  SELECT * INTO rule FROM ledger_kind WHERE kind = k;
  IF NOT FOUND THEN PERFORM xg_refuse('XG002', k); END IF;
  SELECT id, object, object_id, subject_id, person_id, tx INTO e FROM trail_entry WHERE id = entry;
  IF NOT FOUND OR e.tx IS DISTINCT FROM xg_tx() OR (dossier <> 0 AND e.subject_id <> dossier) THEN
    PERFORM xg_refuse('XG005', k);
  END IF;
  IF NOT EXISTS (SELECT 1 FROM ledger_tie WHERE object = e.object AND kind = k) THEN
    PERFORM xg_refuse('XG005', k || ' ' || e.object);
  END IF;
  src_dossier := CASE WHEN rule.from_bucket = ANY(line_level) THEN 0 ELSE dossier END;
  dst_dossier := CASE WHEN rule.to_bucket = ANY(line_level) THEN 0 ELSE dossier END;
  IF (src_dossier <> 0 OR dst_dossier <> 0) AND dossier = 0 THEN PERFORM xg_refuse('XG002', k || ' dossier'); END IF;
  IF array_length(lines, 1) IS NULL OR array_length(lines, 1) <> array_length(amounts, 1)
     OR array_length(lines, 1) <> array_length(to_lines, 1) THEN
    PERFORM xg_refuse('XG002', k || ' parts');
  END IF;
  FOR i IN 1..array_length(lines, 1) LOOP
    IF amounts[i] <= 0 THEN PERFORM xg_refuse('XG002', k || ' amount'); END IF;
    IF lines[i] <> to_lines[i] AND NOT rule.crosses_line THEN PERFORM xg_refuse('XG003', k); END IF;
    total := total + amounts[i];
    INSERT INTO ledger_account (line_id, dossier_id, bucket, balance_fen, seq)
      VALUES (lines[i], src_dossier, rule.from_bucket, 0, 0), (to_lines[i], dst_dossier, rule.to_bucket, 0, 0)
      ON CONFLICT DO NOTHING;
  END LOOP;
  -- Dossier accounts first, the shared line last; within each, ascending id: one order for the whole house.
  PERFORM 1 FROM ledger_account a
    WHERE (a.line_id = ANY(lines) AND a.dossier_id = src_dossier AND a.bucket = rule.from_bucket)
       OR (a.line_id = ANY(to_lines) AND a.dossier_id = dst_dossier AND a.bucket = rule.to_bucket)
    ORDER BY (a.dossier_id = 0), a.id FOR UPDATE;
  INSERT INTO ledger_voucher (kind, dossier_id, object, object_id, entry_id, amount_fen, document, is_opening,
                              made_by, made_at, tx)
    VALUES (k, dossier, e.object, e.object_id, e.id, total, doc, opening, e.person_id, xg_now(), xg_tx())
    RETURNING id INTO v;
  FOR i IN 1..array_length(lines, 1) LOOP
    UPDATE ledger_account SET balance_fen = balance_fen - amounts[i], seq = seq + 1
      WHERE line_id = lines[i] AND dossier_id = src_dossier AND bucket = rule.from_bucket
      RETURNING id, seq, balance_fen INTO f;
    UPDATE ledger_account SET balance_fen = balance_fen + amounts[i], seq = seq + 1
      WHERE line_id = to_lines[i] AND dossier_id = dst_dossier AND bucket = rule.to_bucket
      RETURNING id, seq, balance_fen INTO t;
    INSERT INTO ledger_transfer (voucher_id, from_account_id, to_account_id, amount_fen, from_seq, from_after_fen,
                                 to_seq, to_after_fen)
      VALUES (v, f.id, t.id, amounts[i], f.seq, f.balance_fen, t.seq, t.balance_fen);
  END LOOP;
  RETURN v;
END $$;

-- At the end of the transaction the vouchers of a row add up to the column that the room states.
CREATE OR REPLACE FUNCTION xg_voucher_agrees() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE tie record; states bigint;
BEGIN
  SELECT table_name, column_name INTO tie FROM ledger_tie WHERE object = NEW.object AND kind = NEW.kind;
  EXECUTE format('SELECT %I FROM %I WHERE id = $1', tie.column_name, tie.table_name) INTO states USING NEW.object_id;
  IF states IS DISTINCT FROM xg_moved(NEW.kind, NEW.object, NEW.object_id) THEN
    PERFORM xg_refuse('XG004', NEW.object || ' ' || NEW.kind);
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS the_ledger_and_the_room_agree ON ledger_voucher;
CREATE CONSTRAINT TRIGGER the_ledger_and_the_room_agree AFTER INSERT ON ledger_voucher
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION xg_voucher_agrees();
