-- An intention stands on the dossier of what it announces, and on a day that is not invented.
CREATE OR REPLACE FUNCTION gate_intention_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM plans_planitem WHERE id = NEW.item_id AND dossier_id = NEW.dossier_id
                   AND town_code = NEW.town_code AND status IN ('submitted', 'approved'))
     AND NOT EXISTS (SELECT 1 FROM unified_unifiedpurchase WHERE id = NEW.purchase_id
                   AND dossier_id = NEW.dossier_id AND status = 'confirmed' AND NEW.town_code = '') THEN
    PERFORM xg_refuse('XG052', 'intentions.intention');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS an_intention_stands_on_its_dossier ON intentions_intention;
CREATE CONSTRAINT TRIGGER an_intention_stands_on_its_dossier AFTER INSERT ON intentions_intention
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_intention_stands();

CREATE OR REPLACE FUNCTION gate_intention_day() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.status = 'published' AND OLD.status <> 'published'
     AND NEW.published_on <> (xg_now() AT TIME ZONE 'Asia/Shanghai')::date THEN
    PERFORM xg_refuse('XG052', 'intentions.intention day');
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS an_intention_is_dated_by_the_house ON intentions_intention;
CREATE TRIGGER an_intention_is_dated_by_the_house BEFORE UPDATE ON intentions_intention
  FOR EACH ROW EXECUTE FUNCTION gate_intention_day();
