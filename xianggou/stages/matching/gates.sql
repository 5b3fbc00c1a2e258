-- What a run gives of an offer is never more than the offer has, whoever writes it.
CREATE OR REPLACE FUNCTION gate_no_more_than_there_is() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM matching_allocation a JOIN resources_offer o ON o.id = a.offer_id
    WHERE (a.run_id, a.offer_id) IN (SELECT run_id, offer_id FROM fresh)
    GROUP BY a.run_id, a.offer_id, o.capacity HAVING sum(a.units) > coalesce(o.capacity, 0)
  ) THEN
    PERFORM xg_refuse('XG070', 'matching.allocation');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS no_more_than_there_is ON matching_allocation;
CREATE TRIGGER no_more_than_there_is AFTER INSERT ON matching_allocation
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION gate_no_more_than_there_is();

-- A project enters a list only in the act that proposes the list, and is the sum of what its run gives of the offer.
CREATE OR REPLACE FUNCTION gate_project_is_what_its_run_gives() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM trail_entry WHERE object = 'matching.projectlist' AND object_id = NEW.project_list_id
                 AND frm = '' AND tx = xg_tx()) THEN
    PERFORM xg_refuse('XG071', 'matching.project');
  END IF;
  IF NEW.units IS DISTINCT FROM (SELECT sum(a.units) FROM matching_allocation a JOIN matching_projectlist l ON l.run_id = a.run_id
                                 WHERE l.id = NEW.project_list_id AND a.offer_id = NEW.offer_id) THEN
    PERFORM xg_refuse('XG071', 'matching.project units');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS a_project_is_what_its_run_gives ON matching_project;
CREATE TRIGGER a_project_is_what_its_run_gives AFTER INSERT ON matching_project
  FOR EACH ROW EXECUTE FUNCTION gate_project_is_what_its_run_gives();

-- A list in force was agreed to by everybody asked.
CREATE OR REPLACE FUNCTION gate_project_list_is_agreed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.status = 'issued' AND OLD.status = 'proposed' AND NOT EXISTS (
    SELECT 1 FROM reviews_review WHERE kind = 'project_list' AND object = 'matching.projectlist' AND object_id = NEW.id
    AND status = 'passed'
  ) THEN
    PERFORM xg_refuse('XG071', 'matching.projectlist issued');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS a_project_list_is_agreed ON matching_projectlist;
CREATE CONSTRAINT TRIGGER a_project_list_is_agreed AFTER UPDATE ON matching_projectlist
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_project_list_is_agreed();
