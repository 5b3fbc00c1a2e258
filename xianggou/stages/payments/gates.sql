-- 未购买不支付: a payment stands on a passed acceptance of the same instalment, or on an advance that the contract names.
CREATE OR REPLACE FUNCTION gate_no_purchase_no_payment() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE c record; i record; a record;
BEGIN
  IF NEW.status = 'returned' THEN RETURN NULL; END IF;
  SELECT status, dossier_id, payee_account INTO c FROM contracts_contract WHERE id = NEW.contract_id;
  SELECT contract_id, amount_fen, is_advance INTO i FROM contracts_instalment WHERE id = NEW.instalment_id;
  IF c.status IS NULL OR c.status NOT IN ('signed', 'closed') OR c.dossier_id <> NEW.dossier_id
     OR i.contract_id IS DISTINCT FROM NEW.contract_id OR NEW.payee_account <> c.payee_account THEN
    PERFORM xg_refuse('XG022', 'payments.payment contract');
  END IF;
  IF i.is_advance THEN
    IF NEW.amount_fen > i.amount_fen OR NEW.advance_fen <> NEW.amount_fen THEN
      PERFORM xg_refuse('XG022', 'payments.payment advance');
    END IF;
    RETURN NULL;
  END IF;
  SELECT status, instalment_id, accrued_fen INTO a FROM delivery_acceptance WHERE id = NEW.acceptance_id;
  IF a.status IS DISTINCT FROM 'passed' OR a.instalment_id <> NEW.instalment_id
     OR NEW.amount_fen > a.accrued_fen OR NEW.advance_fen <> 0 THEN
    PERFORM xg_refuse('XG022', 'payments.payment acceptance');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS no_purchase_no_payment ON payments_payment;
CREATE CONSTRAINT TRIGGER no_purchase_no_payment AFTER INSERT OR UPDATE ON payments_payment
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_no_purchase_no_payment();
