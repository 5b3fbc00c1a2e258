-- 准入制度: nobody reviews or decides their own application, and none is admitted before it was heard and reviewed.
CREATE OR REPLACE FUNCTION gate_admission_is_heard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE sender bigint; reviewer bigint; decider bigint; heard int; last_heard date;
BEGIN
  IF NEW.status NOT IN ('reviewed', 'returned', 'admitted', 'refused') THEN RETURN NULL; END IF;
  SELECT person_id INTO sender FROM trail_entry WHERE object = 'duties.admission' AND object_id = NEW.id
    AND subject_id = NEW.register_id AND verb = 'duties.submit' ORDER BY seq DESC LIMIT 1;
  SELECT person_id INTO reviewer FROM trail_entry WHERE object = 'duties.admission' AND object_id = NEW.id
    AND subject_id = NEW.register_id AND verb = 'duties.review' ORDER BY seq DESC LIMIT 1;
  IF sender IS DISTINCT FROM NEW.submitted_by OR reviewer IS DISTINCT FROM NEW.reviewed_by
     OR sender = reviewer THEN
    PERFORM xg_refuse('XG016', 'duties.admission review');
  END IF;
  IF NEW.status NOT IN ('admitted', 'refused') THEN RETURN NULL; END IF;
  SELECT person_id INTO decider FROM trail_entry WHERE object = 'duties.admission' AND object_id = NEW.id
    AND subject_id = NEW.register_id AND verb = 'duties.decide' ORDER BY seq DESC LIMIT 1;
  IF decider IS DISTINCT FROM NEW.decided_by OR decider IN (sender, reviewer) THEN
    PERFORM xg_refuse('XG016', 'duties.admission decision');
  END IF;
  IF NEW.status = 'refused' THEN RETURN NULL; END IF;
  SELECT count(DISTINCT town_code), max(given_on) INTO heard, last_heard FROM duties_opinion
    WHERE admission_id = NEW.id AND round = NEW.round;
  IF heard < NEW.opinions_needed OR NEW.decided_on < greatest(last_heard, NEW.reviewed_on)
     OR (NEW.money_fen = 0 AND NEW.cost_fen > 0 AND NEW.kind = 'admit' AND NEW.unfunded_reason = '') THEN
    PERFORM xg_refuse('XG030', 'duties.admission');
  END IF;
  IF (NEW.kind = 'admit') <> EXISTS (SELECT 1 FROM duties_duty WHERE duty_list_id = NEW.version_id
      AND code = NEW.duty_code AND (NEW.kind = 'exit' OR admission_id = NEW.id)) THEN
    PERFORM xg_refuse('XG030', 'duties.admission version');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS an_admission_is_heard ON duties_admission;
CREATE CONSTRAINT TRIGGER an_admission_is_heard AFTER UPDATE ON duties_admission
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_admission_is_heard();

-- A township is heard on what lies before it now, and is a township of the place.
CREATE OR REPLACE FUNCTION gate_opinion_is_asked() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM duties_admission a JOIN places_town t ON t.place_code = a.place_code
                 WHERE a.id = NEW.admission_id AND a.round = NEW.round AND t.code = NEW.town_code
                 AND a.status IN ('submitted', 'reviewed')) THEN
    PERFORM xg_refuse('XG030', 'duties.opinion');
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS an_opinion_is_asked ON duties_opinion;
CREATE TRIGGER an_opinion_is_asked BEFORE INSERT ON duties_opinion FOR EACH ROW EXECUTE FUNCTION gate_opinion_is_asked();

-- A duty of a version that names an admission was decided by it.
CREATE OR REPLACE FUNCTION gate_duty_was_admitted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.admission_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM duties_admission WHERE id = NEW.admission_id
      AND kind = 'admit' AND status = 'admitted' AND duty_code = NEW.code) THEN
    PERFORM xg_refuse('XG030', 'duties.duty');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS a_duty_was_admitted ON duties_duty;
CREATE CONSTRAINT TRIGGER a_duty_was_admitted AFTER INSERT ON duties_duty
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_duty_was_admitted();
