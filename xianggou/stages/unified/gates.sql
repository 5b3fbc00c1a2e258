-- What is merged is equal: same item of the catalogue, unit, year and place, as it was sent, to the 分.
CREATE OR REPLACE FUNCTION gate_merged_is_equal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM plans_planitem i JOIN unified_unifiedpurchase u ON u.id = NEW.purchase_id
      WHERE i.id = NEW.item_id AND u.status = 'proposed' AND i.status IN ('submitted', 'approved')
        AND (i.place_code, i.year, i.catalogue_code, i.unit) = (u.place_code, u.year, u.catalogue_code, u.unit)
        AND (i.town_code, i.budget_fen, i.quantity, i.dossier_id)
            = (NEW.town_code, NEW.amount_fen, NEW.quantity, NEW.dossier_id)) THEN
    PERFORM xg_refuse('XG050', 'unified.delegation');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS what_is_merged_is_equal ON unified_delegation;
CREATE TRIGGER what_is_merged_is_equal AFTER INSERT ON unified_delegation FOR EACH ROW EXECUTE FUNCTION gate_merged_is_equal();

-- A township answers while it is asked: nobody joins or leaves a purchase that was confirmed, but all together.
CREATE OR REPLACE FUNCTION gate_answers_in_time() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.status IN ('delegated', 'declined') AND OLD.status <> NEW.status AND NOT EXISTS
      (SELECT 1 FROM unified_unifiedpurchase WHERE id = NEW.purchase_id AND status = 'proposed') THEN
    PERFORM xg_refuse('XG051', 'unified.delegation');
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS who_is_asked_answers ON unified_delegation;
CREATE TRIGGER who_is_asked_answers BEFORE UPDATE ON unified_delegation
  FOR EACH ROW EXECUTE FUNCTION gate_answers_in_time();

-- Confirmed: two townships at least, nobody unanswered. Withdrawn: every part is released.
CREATE OR REPLACE FUNCTION gate_unified_is_delegated() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE asked int; delegated int; towns int; stands text;
BEGIN
  SELECT status INTO stands FROM unified_unifiedpurchase WHERE id = NEW.id;  -- as it stands at the end
  SELECT count(*) FILTER (WHERE status = 'asked'), count(*) FILTER (WHERE status = 'delegated'),
         count(DISTINCT town_code) FILTER (WHERE status = 'delegated')
    INTO asked, delegated, towns FROM unified_delegation WHERE purchase_id = NEW.id;
  IF stands = 'confirmed' AND (asked > 0 OR towns < 2) THEN
    PERFORM xg_refuse('XG051', 'unified.unifiedpurchase');
  END IF;
  IF stands = 'withdrawn' AND asked + delegated > 0 THEN
    PERFORM xg_refuse('XG051', 'unified.unifiedpurchase');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS a_unified_purchase_is_delegated ON unified_unifiedpurchase;
CREATE CONSTRAINT TRIGGER a_unified_purchase_is_delegated AFTER INSERT OR UPDATE ON unified_unifiedpurchase
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_unified_is_delegated();

-- The item carries it: while it stands in a unified purchase it is neither returned nor changed.
CREATE OR REPLACE FUNCTION gate_merged_item_stays() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF (NEW.status = 'returned' AND OLD.status <> 'returned'
      OR (NEW.catalogue_code, NEW.unit, NEW.year, NEW.quantity, NEW.budget_fen)
         IS DISTINCT FROM (OLD.catalogue_code, OLD.unit, OLD.year, OLD.quantity, OLD.budget_fen))
     AND EXISTS (SELECT 1 FROM unified_delegation WHERE item_id = NEW.id AND status IN ('asked', 'delegated')) THEN
    PERFORM xg_refuse('XG050', 'plans.planitem');
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS a_merged_item_stays_as_it_is ON plans_planitem;
CREATE TRIGGER a_merged_item_stays_as_it_is BEFORE UPDATE ON plans_planitem
  FOR EACH ROW EXECUTE FUNCTION gate_merged_item_stays();
