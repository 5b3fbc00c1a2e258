-- A contract stands on an award of its own dossier, at its price, with its parts; once signed, its parts stand still.
CREATE OR REPLACE FUNCTION gate_signed_contract_is_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE award record; agreed bigint; planned bigint;
BEGIN
  IF NEW.status <> 'signed' OR OLD.status = 'signed' THEN RETURN NULL; END IF;
  SELECT price_fen, status, dossier_id, supplier_id INTO award FROM procurement_award WHERE id = NEW.award_id;
  IF NOT FOUND OR award.status <> 'made' OR award.dossier_id <> NEW.dossier_id
     OR award.supplier_id <> NEW.supplier_id THEN
    PERFORM xg_refuse('XG022', 'contracts.contract award');
  END IF;
  SELECT coalesce(sum(price_fen), 0) INTO agreed FROM contracts_contract
    WHERE award_id = NEW.award_id AND status IN ('signed', 'closed');
  IF agreed > award.price_fen THEN PERFORM xg_refuse('XG022', 'contracts.contract price'); END IF;
  IF NOT EXISTS (SELECT 1 FROM contracts_clause WHERE contract_id = NEW.id) THEN
    PERFORM xg_refuse('XG022', 'contracts.contract parts');
  END IF;
  SELECT coalesce(sum(amount_fen), 0) INTO planned FROM contracts_instalment WHERE contract_id = NEW.id;
  IF planned <> NEW.price_fen THEN PERFORM xg_refuse('XG022', 'contracts.contract instalments'); END IF;
  -- the standard is the one that the plan chose, and the contract carries all of it
  IF NOT EXISTS (SELECT 1 FROM procurement_award a JOIN procurement_procedureitem x ON x.procedure_id = a.procedure_id
                 JOIN plans_planitem p ON p.id = x.item_id
                 WHERE a.id = NEW.award_id AND p.standard_id IS NOT DISTINCT FROM NEW.standard_id)
     OR (SELECT count(*) FROM contracts_contractindicator WHERE contract_id = NEW.id)
        <> (SELECT count(*) FROM standards_indicator WHERE standard_id = NEW.standard_id) THEN
    PERFORM xg_refuse('XG022', 'contracts.contract standard');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS a_signed_contract_is_whole ON contracts_contract;
CREATE CONSTRAINT TRIGGER a_signed_contract_is_whole AFTER UPDATE ON contracts_contract
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_signed_contract_is_whole();

CREATE OR REPLACE FUNCTION gate_signed_parts_are_frozen() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE c bigint;
BEGIN
  c := CASE WHEN TG_OP = 'DELETE' THEN OLD.contract_id ELSE NEW.contract_id END;
  IF TG_OP = 'UPDATE' AND NEW.contract_id <> OLD.contract_id THEN PERFORM xg_refuse('XG012', TG_TABLE_NAME); END IF;
  IF EXISTS (SELECT 1 FROM contracts_contract WHERE id = c AND status <> 'draft') THEN
    PERFORM xg_refuse('XG012', TG_TABLE_NAME);
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
DROP TRIGGER IF EXISTS what_was_signed_is_frozen ON contracts_clause;
CREATE TRIGGER what_was_signed_is_frozen BEFORE INSERT OR UPDATE OR DELETE ON contracts_clause
  FOR EACH ROW EXECUTE FUNCTION gate_signed_parts_are_frozen();
DROP TRIGGER IF EXISTS what_was_signed_is_frozen ON contracts_instalment;
CREATE TRIGGER what_was_signed_is_frozen BEFORE INSERT OR UPDATE OR DELETE ON contracts_instalment
  FOR EACH ROW EXECUTE FUNCTION gate_signed_parts_are_frozen();
DROP TRIGGER IF EXISTS what_was_signed_is_frozen ON contracts_contractindicator;
CREATE TRIGGER what_was_signed_is_frozen BEFORE INSERT OR UPDATE OR DELETE ON contracts_contractindicator
  FOR EACH ROW EXECUTE FUNCTION gate_signed_parts_are_frozen();

-- An indicator of a contract says what its standard says, to the letter.
CREATE OR REPLACE FUNCTION gate_indicators_are_the_standard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM contracts_contract c JOIN standards_indicator i ON i.standard_id = c.standard_id
                 WHERE c.id = NEW.contract_id AND i."order" = NEW."order" AND i."group" = NEW."group"
                   AND i.name = NEW.name AND i.target = NEW.target AND i.unit = NEW.unit AND i.measure = NEW.measure
                   AND i.weight_bp = NEW.weight_bp AND i.deduction = NEW.deduction) THEN
    PERFORM xg_refuse('XG012', TG_TABLE_NAME);
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS an_indicator_is_its_standard_s ON contracts_contractindicator;
CREATE TRIGGER an_indicator_is_its_standard_s BEFORE INSERT OR UPDATE ON contracts_contractindicator
  FOR EACH ROW EXECUTE FUNCTION gate_indicators_are_the_standard();

-- An award keeps standing as long as a contract that was signed stands on it.
CREATE OR REPLACE FUNCTION gate_award_keeps_its_contract() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.status = 'void' AND EXISTS (SELECT 1 FROM contracts_contract
                                     WHERE award_id = NEW.id AND status IN ('signed', 'closed')) THEN
    PERFORM xg_refuse('XG022', 'procurement.award contract');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS an_award_keeps_its_contract ON procurement_award;
CREATE CONSTRAINT TRIGGER an_award_keeps_its_contract AFTER UPDATE ON procurement_award
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_award_keeps_its_contract();
