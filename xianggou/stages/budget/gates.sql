-- 无计划不预算: an approval stands on a plan item that the same act approved, and nobody approves what they sent.
CREATE OR REPLACE FUNCTION gate_no_plan_no_budget() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE plan record; jointly boolean;
BEGIN
  SELECT status, submitted_by, dossier_id, budget_fen, version, place_code INTO plan FROM plans_planitem WHERE id = NEW.item_id;
  IF NOT FOUND OR plan.status <> 'approved' OR plan.dossier_id <> NEW.dossier_id OR plan.budget_fen <> NEW.asked_fen THEN
    PERFORM xg_refuse('XG020', 'budget.approval');
  END IF;
  IF plan.submitted_by = NEW.approved_by THEN PERFORM xg_refuse('XG016', 'budget.approval'); END IF;
  -- where the place reviews jointly, the item has passed as it stands
  SELECT (a.compiled ->> 'joint_review_required')::boolean INTO jointly
    FROM places_adoptedpack a JOIN places_place p ON p.id = a.place_id WHERE p.code = plan.place_code
    ORDER BY a.id DESC LIMIT 1;
  IF jointly AND NOT EXISTS (
      SELECT 1 FROM joint_review_docket d JOIN reviews_review v ON v.id = d.review_id
      JOIN reviews_round r ON r.review_id = v.id AND r.number = v.round
      WHERE d.item_id = NEW.item_id AND v.status = 'passed' AND v.kind = 'joint_review'
        AND v.object = 'plans.planitem' AND v.object_id = NEW.item_id AND r.version = plan.version) THEN
    PERFORM xg_refuse('XG023', 'budget.approval');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS no_plan_no_budget ON budget_approval;
CREATE CONSTRAINT TRIGGER no_plan_no_budget AFTER INSERT ON budget_approval
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_no_plan_no_budget();

-- and the other way: a plan item is approved only beside its approval
CREATE OR REPLACE FUNCTION gate_approved_item_has_budget() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.status = 'approved' AND NOT EXISTS (SELECT 1 FROM budget_approval WHERE item_id = NEW.id) THEN
    PERFORM xg_refuse('XG020', 'plans.planitem');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS an_approved_item_has_its_budget ON plans_planitem;
CREATE CONSTRAINT TRIGGER an_approved_item_has_its_budget AFTER UPDATE ON plans_planitem
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_approved_item_has_budget();

-- A budget line belongs to a plan item of the same township.
CREATE OR REPLACE FUNCTION gate_line_has_plan() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM plans_planitem WHERE id = NEW.item_id AND town_code = NEW.town_code
                 AND year = NEW.year AND status IN ('submitted', 'approved')) THEN
    PERFORM xg_refuse('XG020', 'ledger.line');
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS no_plan_no_budget ON ledger_line;
CREATE TRIGGER no_plan_no_budget BEFORE INSERT ON ledger_line FOR EACH ROW EXECUTE FUNCTION gate_line_has_plan();

-- What an officer confirmed stays as it was confirmed; what became of an item is said once, and "approved" only where it is.
DROP TRIGGER IF EXISTS a_batch_never_changes ON budget_batch;
CREATE TRIGGER a_batch_never_changes BEFORE UPDATE OR DELETE ON budget_batch
  FOR EACH ROW EXECUTE FUNCTION xg_only_grows();

CREATE OR REPLACE FUNCTION gate_batch_item() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN PERFORM xg_refuse('XG009', 'budget.batchitem'); END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.outcome <> 'waits' THEN PERFORM xg_refuse('XG011', 'budget.batchitem'); END IF;
    RETURN NEW;
  END IF;
  IF OLD.outcome <> 'waits' OR (NEW.batch_id, NEW.item_id, NEW.asked_fen) IS DISTINCT FROM (OLD.batch_id, OLD.item_id, OLD.asked_fen) THEN
    PERFORM xg_refuse('XG012', 'budget.batchitem');
  END IF;
  IF NEW.outcome = 'done' AND NOT EXISTS (SELECT 1 FROM budget_approval WHERE item_id = NEW.item_id) THEN
    PERFORM xg_refuse('XG020', 'budget.batchitem');
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS an_outcome_is_said_once ON budget_batchitem;
CREATE TRIGGER an_outcome_is_said_once BEFORE INSERT OR UPDATE OR DELETE ON budget_batchitem
  FOR EACH ROW EXECUTE FUNCTION gate_batch_item();
