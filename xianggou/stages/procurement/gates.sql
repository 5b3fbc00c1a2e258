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
