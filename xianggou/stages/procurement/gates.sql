-- 无预算不购买: a procedure stands on approved plan items, and each item is bought by one running procedure.
CREATE OR REPLACE FUNCTION gate_no_budget_no_purchase() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM procurement_procedureitem WHERE procedure_id = NEW.id)
     OR EXISTS (SELECT 1 FROM procurement_procedureitem i JOIN plans_planitem p ON p.id = i.item_id
                WHERE i.procedure_id = NEW.id AND p.status <> 'approved') THEN
    PERFORM xg_refuse('XG021', 'procurement.procedure');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS no_budget_no_purchase ON procurement_procedure;
CREATE CONSTRAINT TRIGGER no_budget_no_purchase AFTER INSERT ON procurement_procedure
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_no_budget_no_purchase();

-- An award goes to a supplier with a valid quote of exactly that price, within the hold.
CREATE OR REPLACE FUNCTION gate_award_has_quote() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM procurement_quote q JOIN procurement_procedure p ON p.id = q.procedure_id
      WHERE q.procedure_id = NEW.procedure_id AND q.supplier_id = NEW.supplier_id AND q.is_valid
        AND q.price_fen = NEW.price_fen AND NEW.price_fen <= p.hold_fen
        AND p.status = 'awarded' AND p.dossier_id = NEW.dossier_id) THEN
    PERFORM xg_refuse('XG021', 'procurement.award');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS an_award_has_its_quote ON procurement_award;
CREATE CONSTRAINT TRIGGER an_award_has_its_quote AFTER INSERT ON procurement_award
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_award_has_quote();

-- What was delegated is bought whole, on the dossier of the unified purchase, and by nobody else.
CREATE OR REPLACE FUNCTION gate_unified_is_bought_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM procurement_procedure WHERE id = NEW.id AND status IN ('failed', 'cancelled')) THEN
    RETURN NULL;  -- ended since: it buys nothing
  END IF;
  IF EXISTS (SELECT 1 FROM procurement_procedureitem i
             JOIN unified_delegation d ON d.item_id = i.item_id AND d.status = 'delegated'
             JOIN unified_unifiedpurchase u ON u.id = d.purchase_id AND u.status = 'confirmed'
             WHERE i.procedure_id = NEW.id AND u.dossier_id <> NEW.dossier_id)
     OR EXISTS (SELECT 1 FROM unified_unifiedpurchase u JOIN unified_delegation d ON d.purchase_id = u.id
                WHERE u.dossier_id = NEW.dossier_id AND (u.status <> 'confirmed' OR d.status = 'delegated'
                  AND NOT EXISTS (SELECT 1 FROM procurement_procedureitem i
                                  WHERE i.procedure_id = NEW.id AND i.item_id = d.item_id))) THEN
    PERFORM xg_refuse('XG051', 'procurement.procedure');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS a_unified_purchase_is_bought_whole ON procurement_procedure;
CREATE CONSTRAINT TRIGGER a_unified_purchase_is_bought_whole AFTER INSERT ON procurement_procedure
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_unified_is_bought_whole();

-- A unified purchase is not given up while its procedure runs.
CREATE OR REPLACE FUNCTION gate_unified_in_procedure_stays() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.status = 'withdrawn' AND OLD.status <> 'withdrawn' AND EXISTS
      (SELECT 1 FROM procurement_procedure WHERE dossier_id = NEW.dossier_id AND status IN ('started', 'awarded')) THEN
    PERFORM xg_refuse('XG051', 'unified.unifiedpurchase');
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS a_unified_purchase_in_procedure_stays ON unified_unifiedpurchase;
CREATE TRIGGER a_unified_purchase_in_procedure_stays BEFORE UPDATE ON unified_unifiedpurchase
  FOR EACH ROW EXECUTE FUNCTION gate_unified_in_procedure_stays();
