-- A line enters a list only in the act that publishes it, and only an offer of that quarter that this act listed or an earlier one.
CREATE OR REPLACE FUNCTION gate_list_is_whole_when_published() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM trail_entry WHERE object = 'resources.resourcelist' AND object_id = NEW.resource_list_id
                 AND frm = '' AND tx = xg_tx()) THEN
    PERFORM xg_refuse('XG060', 'resources.listedoffer');
  END IF;
  IF NOT EXISTS (SELECT 1 FROM resources_offer o JOIN resources_resourcelist l ON l.id = NEW.resource_list_id
                 WHERE o.id = NEW.offer_id AND o.quarter_id = l.quarter_id AND o.status IN ('sent', 'listed')) THEN
    PERFORM xg_refuse('XG060', 'resources.listedoffer offer');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS a_list_is_whole_when_published ON resources_listedoffer;
CREATE TRIGGER a_list_is_whole_when_published AFTER INSERT ON resources_listedoffer
  FOR EACH ROW EXECUTE FUNCTION gate_list_is_whole_when_published();

-- A list has as many lines as it says; what is listed stands on a list.
CREATE OR REPLACE FUNCTION gate_list_has_its_lines() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF (SELECT count(*) FROM resources_listedoffer WHERE resource_list_id = NEW.id) <> NEW.offers_count THEN
    PERFORM xg_refuse('XG060', 'resources.resourcelist');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS a_list_has_its_lines ON resources_resourcelist;
CREATE CONSTRAINT TRIGGER a_list_has_its_lines AFTER INSERT ON resources_resourcelist
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_list_has_its_lines();

CREATE OR REPLACE FUNCTION gate_listed_offer_stands_on_a_list() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.status = 'listed' AND NOT EXISTS (SELECT 1 FROM resources_listedoffer WHERE offer_id = NEW.id) THEN
    PERFORM xg_refuse('XG060', 'resources.offer');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS a_listed_offer_stands_on_a_list ON resources_offer;
CREATE CONSTRAINT TRIGGER a_listed_offer_stands_on_a_list AFTER UPDATE ON resources_offer
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_listed_offer_stands_on_a_list();

-- A pool that was agreed: two departments at least, nobody unasked.
CREATE OR REPLACE FUNCTION gate_pool_is_agreed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE stands text; bodies int; silent int;
BEGIN
  SELECT status INTO stands FROM resources_pool WHERE id = NEW.id;
  SELECT count(DISTINCT department_code), count(*) FILTER (WHERE agreed_on IS NULL) INTO bodies, silent
    FROM resources_pooled WHERE pool_id = NEW.id;
  IF bodies < 2 OR stands = 'agreed' AND silent > 0 THEN
    PERFORM xg_refuse('XG061', 'resources.pool');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS a_pool_is_agreed_by_all ON resources_pool;
CREATE CONSTRAINT TRIGGER a_pool_is_agreed_by_all AFTER INSERT OR UPDATE ON resources_pool
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_pool_is_agreed();
