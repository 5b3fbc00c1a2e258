-- 到账: what a share says has arrived is the sum of its receipts, and a receipt stands beside its entry in the trail.
CREATE OR REPLACE FUNCTION gate_share_is_its_receipts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE told bigint; here bigint; one bigint;
BEGIN
  IF TG_TABLE_NAME = 'funds_receipt' THEN one := NEW.share_id; ELSE one := NEW.id; END IF;
  SELECT received_fen INTO told FROM funds_share WHERE id = one;
  SELECT coalesce(sum(amount_fen), 0) INTO here FROM funds_receipt WHERE share_id = one;
  IF told IS DISTINCT FROM here THEN PERFORM xg_refuse('XG040', 'funds.share'); END IF;
  IF TG_TABLE_NAME = 'funds_receipt' AND NOT EXISTS (SELECT 1 FROM trail_entry WHERE object = 'funds.share'
      AND object_id = one AND verb IN ('funds.receive', 'funds.undo_receipt') AND tx = xg_tx()) THEN
    PERFORM xg_refuse('XG040', 'funds.receipt');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS what_arrived_is_its_receipts ON funds_share;
CREATE CONSTRAINT TRIGGER what_arrived_is_its_receipts AFTER INSERT OR UPDATE ON funds_share
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_share_is_its_receipts();
DROP TRIGGER IF EXISTS what_arrived_is_its_receipts ON funds_receipt;
CREATE CONSTRAINT TRIGGER what_arrived_is_its_receipts AFTER INSERT ON funds_receipt
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_share_is_its_receipts();

-- A receipt is taken back once, whole, and of the same share.
CREATE OR REPLACE FUNCTION gate_receipt_undoes_its_like() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.undoes_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM funds_receipt WHERE id = NEW.undoes_id
      AND share_id = NEW.share_id AND amount_fen = -NEW.amount_fen AND undoes_id IS NULL) THEN
    PERFORM xg_refuse('XG040', 'funds.receipt undoes');
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS a_receipt_undoes_its_like ON funds_receipt;
CREATE TRIGGER a_receipt_undoes_its_like BEFORE INSERT ON funds_receipt
  FOR EACH ROW EXECUTE FUNCTION gate_receipt_undoes_its_like();

-- 资金整合: a decision stands beside its entry in the trail and names the whole fund.
CREATE OR REPLACE FUNCTION gate_consolidation_is_told() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM trail_entry WHERE object = 'funds.fund' AND object_id = NEW.fund_id
                 AND verb = 'funds.consolidate' AND tx = xg_tx())
     OR NOT EXISTS (SELECT 1 FROM funds_fund WHERE id = NEW.fund_id AND amount_fen = NEW.amount_fen) THEN
    PERFORM xg_refuse('XG041', 'funds.consolidation');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS a_decision_to_join_is_told ON funds_consolidation;
CREATE CONSTRAINT TRIGGER a_decision_to_join_is_told AFTER INSERT ON funds_consolidation
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_consolidation_is_told();

-- 费随事转: a duty admitted with money has exactly that money in the townships' shares, and money follows no duty that is not admitted.
CREATE OR REPLACE FUNCTION gate_duty_brings_its_money(one bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE a record; whole bigint; parts bigint; many int;
BEGIN
  SELECT status, kind, money_fen, place_code, duty_code INTO a FROM duties_admission WHERE id = one;
  SELECT count(*), coalesce(sum(amount_fen), 0) INTO many, whole FROM funds_fund WHERE admission_id = one
    AND kind = 'duty' AND place_code = a.place_code AND duty_codes @> to_jsonb(a.duty_code);
  SELECT coalesce(sum(s.amount_fen), 0) INTO parts FROM funds_share s JOIN funds_fund f ON f.id = s.fund_id
    WHERE f.admission_id = one;
  IF many <> (SELECT count(*) FROM funds_fund WHERE admission_id = one) THEN
    PERFORM xg_refuse('XG043', 'funds.fund');
  END IF;
  IF a.status = 'admitted' AND a.kind = 'admit' THEN
    IF whole <> a.money_fen OR parts <> a.money_fen THEN PERFORM xg_refuse('XG043', 'duties.admission'); END IF;
  ELSIF many > 0 THEN
    PERFORM xg_refuse('XG043', 'funds.fund');
  END IF;
END $$;
CREATE OR REPLACE FUNCTION gate_money_follows_its_duty() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE one bigint;
BEGIN
  IF TG_TABLE_NAME = 'duties_admission' THEN PERFORM gate_duty_brings_its_money(NEW.id); RETURN NULL; END IF;
  IF TG_TABLE_NAME = 'funds_fund' THEN
    IF TG_OP <> 'INSERT' AND OLD.admission_id IS NOT NULL THEN PERFORM gate_duty_brings_its_money(OLD.admission_id); END IF;
    IF TG_OP <> 'DELETE' AND NEW.admission_id IS NOT NULL THEN PERFORM gate_duty_brings_its_money(NEW.admission_id); END IF;
    RETURN NULL;
  END IF;
  FOR one IN SELECT DISTINCT admission_id FROM funds_fund WHERE admission_id IS NOT NULL
      AND id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.fund_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.fund_id END) LOOP
    PERFORM gate_duty_brings_its_money(one);
  END LOOP;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS no_duty_without_its_money ON duties_admission;
CREATE CONSTRAINT TRIGGER no_duty_without_its_money AFTER UPDATE ON duties_admission
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_money_follows_its_duty();
DROP TRIGGER IF EXISTS no_duty_without_its_money ON funds_fund;
CREATE CONSTRAINT TRIGGER no_duty_without_its_money AFTER INSERT OR UPDATE OR DELETE ON funds_fund
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_money_follows_its_duty();
DROP TRIGGER IF EXISTS no_duty_without_its_money ON funds_share;
CREATE CONSTRAINT TRIGGER no_duty_without_its_money AFTER INSERT OR UPDATE OR DELETE ON funds_share
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_money_follows_its_duty();
