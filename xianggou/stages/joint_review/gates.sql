-- What is under review does not change: the sources of a sent item's money stay as they were sent.
CREATE OR REPLACE FUNCTION gate_sent_money_stays() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM plans_planitem WHERE status IN ('submitted', 'approved')
             AND id IN (CASE WHEN TG_OP = 'INSERT' THEN NEW.item_id ELSE OLD.item_id END,
                        CASE WHEN TG_OP = 'DELETE' THEN OLD.item_id ELSE NEW.item_id END)) THEN
    PERFORM xg_refuse('XG012', 'plans.funding');
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS what_was_sent_stays ON plans_funding;
CREATE TRIGGER what_was_sent_stays BEFORE INSERT OR UPDATE OR DELETE ON plans_funding
  FOR EACH ROW EXECUTE FUNCTION gate_sent_money_stays();
