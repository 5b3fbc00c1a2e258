-- What was sent or published stands still: its indicators are written in a draft, or in the act that issues it.
CREATE OR REPLACE FUNCTION gate_indicators_stand_still() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE s bigint; state text;
BEGIN
  s := CASE WHEN TG_OP = 'DELETE' THEN OLD.standard_id ELSE NEW.standard_id END;
  IF TG_OP = 'UPDATE' AND NEW.standard_id <> OLD.standard_id THEN PERFORM xg_refuse('XG012', TG_TABLE_NAME); END IF;
  SELECT status INTO state FROM standards_standard WHERE id = s FOR SHARE;
  IF state <> 'draft' AND NOT (TG_OP = 'INSERT' AND state = 'issued' AND EXISTS (
       SELECT 1 FROM trail_entry WHERE object = 'standards.standard' AND object_id = s AND frm = '' AND tx = xg_tx())) THEN
    PERFORM xg_refuse('XG012', TG_TABLE_NAME);
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
DROP TRIGGER IF EXISTS what_was_published_is_frozen ON standards_indicator;
CREATE TRIGGER what_was_published_is_frozen BEFORE INSERT OR UPDATE OR DELETE ON standards_indicator
  FOR EACH ROW EXECUTE FUNCTION gate_indicators_stand_still();

-- A published standard weighs the full hundred, and nobody publishes what they sent.
CREATE OR REPLACE FUNCTION gate_published_standard_is_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE weighs bigint;
BEGIN
  IF NEW.status <> 'issued' THEN RETURN NULL; END IF;
  SELECT coalesce(sum(weight_bp), 0) INTO weighs FROM standards_indicator WHERE standard_id = NEW.id;
  IF weighs <> 10000 THEN PERFORM xg_refuse('XG010', 'standards.standard weights'); END IF;
  IF NEW.sent_by = NEW.published_by THEN PERFORM xg_refuse('XG016', 'standards.standard'); END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS a_published_standard_is_whole ON standards_standard;
CREATE CONSTRAINT TRIGGER a_published_standard_is_whole AFTER INSERT OR UPDATE ON standards_standard
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_published_standard_is_whole();
