-- Acceptance stands on a signed contract, for an instalment of it, and never gives more than the instalment.
CREATE OR REPLACE FUNCTION gate_acceptance_has_contract() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE c record; i record;
BEGIN
  SELECT status, dossier_id, signed_by INTO c FROM contracts_contract WHERE id = NEW.contract_id;
  SELECT contract_id, amount_fen, is_advance INTO i FROM contracts_instalment WHERE id = NEW.instalment_id;
  IF c.status IS DISTINCT FROM 'signed' OR c.dossier_id <> NEW.dossier_id
     OR i.contract_id IS DISTINCT FROM NEW.contract_id OR i.is_advance THEN
    PERFORM xg_refuse('XG022', 'delivery.acceptance contract');
  END IF;
  IF NEW.status = 'passed' AND NEW.accrued_fen + NEW.deducted_fen <> i.amount_fen THEN
    PERFORM xg_refuse('XG022', 'delivery.acceptance amount');
  END IF;
  IF NEW.status = 'passed' AND NOT EXISTS (SELECT 1 FROM delivery_member WHERE acceptance_id = NEW.id) THEN
    PERFORM xg_refuse('XG022', 'delivery.acceptance panel');
  END IF;
  IF NEW.accepted_by = c.signed_by THEN PERFORM xg_refuse('XG016', 'delivery.acceptance'); END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS an_acceptance_has_its_contract ON delivery_acceptance;
CREATE CONSTRAINT TRIGGER an_acceptance_has_its_contract AFTER INSERT OR UPDATE ON delivery_acceptance
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_acceptance_has_contract();
