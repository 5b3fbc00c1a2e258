-- 三审: a proposal passes, and goes into the catalogue, only while its review stands passed.
CREATE OR REPLACE FUNCTION gate_no_item_without_reviews() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  -- as it stands when the act ends: what passed may have been sent back by the same act
  IF EXISTS (SELECT 1 FROM catalogue_proposal WHERE id = NEW.id AND status IN ('passed', 'issued')) AND NOT EXISTS (
      SELECT 1 FROM reviews_review WHERE kind = 'catalogue' AND object = 'catalogue.proposal' AND object_id = NEW.id
                                     AND status = 'passed') THEN
    PERFORM xg_refuse('XG023', 'catalogue.proposal');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS no_item_without_reviews ON catalogue_proposal;
CREATE CONSTRAINT TRIGGER no_item_without_reviews AFTER INSERT OR UPDATE ON catalogue_proposal
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_no_item_without_reviews();

-- An adjustment is issued as a version of its own place, with its proposals issued and what it drops gone from it.
CREATE OR REPLACE FUNCTION gate_adjustment_is_what_was_issued() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.status <> 'issued' THEN RETURN NULL; END IF;
  IF NOT EXISTS (SELECT 1 FROM catalogue_version WHERE id = NEW.issued_id AND place_code = NEW.place_code)
     OR EXISTS (SELECT 1 FROM catalogue_change c JOIN catalogue_proposal p ON p.id = c.proposal_id
                WHERE c.adjustment_id = NEW.id AND p.status <> 'issued')
     OR EXISTS (SELECT 1 FROM catalogue_change c JOIN catalogue_item i ON i.code = c.dropped_code
                WHERE c.adjustment_id = NEW.id AND i.version_id = NEW.issued_id) THEN
    PERFORM xg_refuse('XG023', 'catalogue.adjustment');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS an_adjustment_is_what_was_issued ON catalogue_adjustment;
CREATE CONSTRAINT TRIGGER an_adjustment_is_what_was_issued AFTER INSERT OR UPDATE ON catalogue_adjustment
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_adjustment_is_what_was_issued();
