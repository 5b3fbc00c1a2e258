-- The trail's own functions and triggers. Run by the owner's login, can be run again.
CREATE OR REPLACE FUNCTION xg_tx() RETURNS bigint LANGUAGE sql STABLE AS
  $$ SELECT pg_current_xact_id()::text::bigint $$;

CREATE OR REPLACE FUNCTION xg_refuse(code text, detail text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = code, MESSAGE = code || ' ' || detail, CONSTRAINT = lower(code), DETAIL = detail;
END $$;

-- One clock for the whole house. Only a demo or training database has a shift (CHECK a_real_clock_is_never_set).
CREATE OR REPLACE FUNCTION xg_now() RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp AS
  $$ SELECT clock_timestamp() + coalesce((SELECT clock_shift FROM trail_installation), interval '0') $$;

CREATE OR REPLACE FUNCTION xg_set_clock(moment timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE trail_installation SET clock_shift = moment - clock_timestamp() WHERE kind IN ('demo', 'training');
  IF NOT FOUND THEN PERFORM xg_refuse('XG017', 'set_clock'); END IF;
END $$;

CREATE OR REPLACE FUNCTION xg_kind_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' OR NEW.kind <> OLD.kind OR NEW.born_at <> OLD.born_at OR NEW.id <> OLD.id THEN
    PERFORM xg_refuse('XG009', 'trail_installation');
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS the_kind_of_a_database_never_changes ON trail_installation;
CREATE TRIGGER the_kind_of_a_database_never_changes BEFORE UPDATE OR DELETE ON trail_installation
  FOR EACH ROW EXECUTE FUNCTION xg_kind_stays();

CREATE OR REPLACE FUNCTION xg_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM xg_refuse('XG009', TG_TABLE_NAME);
  RETURN NULL;
END $$;

-- An entry is numbered and dated by the database; its move must stand in the chart.
CREATE OR REPLACE FUNCTION xg_number_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.frm <> NEW.too AND NOT EXISTS (SELECT 1 FROM trail_move
      WHERE object = NEW.object AND verb = NEW.verb AND frm = NEW.frm AND too = NEW.too) THEN
    PERFORM xg_refuse('XG010', NEW.object || ' ' || NEW.verb || ' ' || NEW.frm || '>' || NEW.too);
  END IF;
  UPDATE trail_subject SET last_seq = last_seq + 1 WHERE id = NEW.subject_id RETURNING last_seq INTO NEW.seq;
  NEW.at := xg_now();
  NEW.tx := xg_tx();
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS an_entry_is_numbered ON trail_entry;
CREATE TRIGGER an_entry_is_numbered BEFORE INSERT ON trail_entry FOR EACH ROW EXECUTE FUNCTION xg_number_entry();

-- At the end of the transaction each entry that names a move has led to it: to the next entry, or to the row itself.
CREATE OR REPLACE FUNCTION xg_entry_has_move() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE following text; stands text; tab text; col text;
BEGIN
  IF NEW.frm = NEW.too THEN RETURN NULL; END IF;
  SELECT frm INTO following FROM trail_entry
    WHERE object = NEW.object AND object_id = NEW.object_id AND tx = NEW.tx AND seq > NEW.seq AND frm <> too
      AND subject_id = NEW.subject_id ORDER BY seq LIMIT 1;
  IF FOUND THEN
    IF following <> NEW.too THEN PERFORM xg_refuse('XG014', NEW.object); END IF;
    RETURN NULL;
  END IF;
  SELECT table_name, status_column INTO tab, col FROM trail_gated WHERE object = NEW.object;
  IF NOT FOUND THEN PERFORM xg_refuse('XG014', NEW.object); END IF;
  EXECUTE format('SELECT %I FROM %I WHERE id = $1', col, tab) INTO stands USING NEW.object_id;
  IF stands IS DISTINCT FROM NEW.too THEN PERFORM xg_refuse('XG014', NEW.object || ' ' || NEW.verb); END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS a_trail_entry_has_its_move ON trail_entry;
CREATE CONSTRAINT TRIGGER a_trail_entry_has_its_move AFTER INSERT ON trail_entry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION xg_entry_has_move();

-- A subject is born with no entries; only xg_number_entry counts them.
CREATE OR REPLACE FUNCTION xg_subject_born() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.last_seq := 0;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS a_subject_is_born_empty ON trail_subject;
CREATE TRIGGER a_subject_is_born_empty BEFORE INSERT ON trail_subject FOR EACH ROW EXECUTE FUNCTION xg_subject_born();

-- Personal data in a reason is erased with its salt; the entry keeps the digest, so the trail still verifies.
CREATE OR REPLACE FUNCTION xg_erase_reason(entry bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM trail_entry told JOIN trail_entry old ON old.subject_id = told.subject_id
                 WHERE old.id = entry AND told.verb = 'trail.erase' AND told.tx = xg_tx()) THEN
    PERFORM xg_refuse('XG005', 'trail.erase');
  END IF;
  DELETE FROM trail_reason WHERE entry_id = entry;
END $$;
