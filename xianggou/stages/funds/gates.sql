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
