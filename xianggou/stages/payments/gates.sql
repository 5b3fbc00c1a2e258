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

-- 钱到才付: of an earmarked fund no more is paid in a year than has arrived for the township; what was paid has arrived.
CREATE OR REPLACE FUNCTION gate_share_covers(one bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE here bigint; gone bigint;
BEGIN
  SELECT received_fen INTO here FROM funds_share WHERE id = one FOR UPDATE;
  SELECT coalesce(sum(a.balance_fen), 0) INTO gone FROM funds_share s
    JOIN funds_fund f ON f.id = s.fund_id AND f.kind <> 'general'
    JOIN ledger_line l ON l.place_code = f.place_code AND l.year = f.year AND l.fund_code = f.code
                      AND l.town_code = s.town_code AND NOT l.is_opening
    JOIN ledger_account a ON a.line_id = l.id AND a.bucket = 'paid'
    WHERE s.id = one;
  IF gone > here THEN PERFORM xg_refuse('XG042', 'funds.share'); END IF;
END $$;
CREATE OR REPLACE FUNCTION gate_paid_from_what_arrived() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE one bigint;
BEGIN
  IF NEW.status <> 'paid' THEN RETURN NULL; END IF;
  FOR one IN SELECT DISTINCT s.id FROM ledger_account a JOIN ledger_line l ON l.id = a.line_id
      JOIN funds_fund f ON f.place_code = l.place_code AND f.year = l.year AND f.code = l.fund_code
      JOIN funds_share s ON s.fund_id = f.id AND s.town_code = l.town_code
      WHERE a.dossier_id = NEW.dossier_id AND a.bucket = 'paid' ORDER BY s.id LOOP
    PERFORM gate_share_covers(one);
  END LOOP;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS no_payment_before_the_money_came ON payments_payment;
CREATE CONSTRAINT TRIGGER no_payment_before_the_money_came AFTER UPDATE ON payments_payment
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_paid_from_what_arrived();
CREATE OR REPLACE FUNCTION gate_what_was_paid_had_arrived() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.received_fen < OLD.received_fen THEN PERFORM gate_share_covers(NEW.id); END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS what_was_paid_had_arrived ON funds_share;
CREATE CONSTRAINT TRIGGER what_was_paid_had_arrived AFTER UPDATE ON funds_share
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_what_was_paid_had_arrived();
