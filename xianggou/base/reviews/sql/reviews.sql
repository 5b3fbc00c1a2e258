-- Reviews: a verdict follows its opinions, and an opinion is given at its desk. Run by the owner's login, can be run again.

-- A pass needs every desk's agreement on every part, on the figures of that part; a return needs an objection.
CREATE OR REPLACE FUNCTION gate_verdict_follows_opinions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE now_round bigint;
BEGIN
  IF NEW.status = OLD.status OR NEW.status NOT IN ('passed', 'returned') THEN RETURN NULL; END IF;
  SELECT id INTO now_round FROM reviews_round WHERE review_id = NEW.id AND number = NEW.round;
  IF NEW.status = 'passed' AND (
      NOT EXISTS (SELECT 1 FROM reviews_desk d JOIN reviews_part p ON p.round_id = d.round_id WHERE d.round_id = now_round)
      OR EXISTS (SELECT 1 FROM reviews_desk d JOIN reviews_part p ON p.round_id = d.round_id
                 LEFT JOIN reviews_opinion o ON o.desk_id = d.id AND o.part_id = p.id
                 WHERE d.round_id = now_round
                   AND (o.choice IS DISTINCT FROM 'agree' OR o.digest IS DISTINCT FROM p.digest))) THEN
    PERFORM xg_refuse('XG023', 'reviews.review passed');
  END IF;
  IF NEW.status = 'returned' AND NOT EXISTS (
      SELECT 1 FROM reviews_opinion WHERE round_id = now_round AND choice <> 'agree') THEN
    PERFORM xg_refuse('XG023', 'reviews.review returned');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS a_verdict_follows_its_opinions ON reviews_review;
CREATE TRIGGER a_verdict_follows_its_opinions AFTER UPDATE ON reviews_review
  FOR EACH ROW EXECUTE FUNCTION gate_verdict_follows_opinions();

-- A review that begins, or begins again, has its round; a round is the one that its review has reached.
CREATE OR REPLACE FUNCTION gate_review_has_round() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM reviews_round r JOIN reviews_desk d ON d.round_id = r.id JOIN reviews_part p ON p.round_id = r.id
                 WHERE r.review_id = NEW.id AND r.number = NEW.round) THEN
    PERFORM xg_refuse('XG023', 'reviews.round');
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS a_review_has_its_round ON reviews_review;
CREATE CONSTRAINT TRIGGER a_review_has_its_round AFTER INSERT OR UPDATE ON reviews_review
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_review_has_round();

CREATE OR REPLACE FUNCTION gate_round_is_due() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM reviews_review WHERE id = NEW.review_id AND status = 'open' AND round = NEW.number) THEN
    PERFORM xg_refuse('XG023', 'reviews.round');
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS a_round_is_the_one_reached ON reviews_round;
CREATE TRIGGER a_round_is_the_one_reached BEFORE INSERT ON reviews_round FOR EACH ROW EXECUTE FUNCTION gate_round_is_due();

-- Desks and parts are laid out before the first opinion of their round, never after.
CREATE OR REPLACE FUNCTION gate_round_is_laid_out() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM reviews_opinion WHERE round_id = NEW.round_id) THEN
    PERFORM xg_refuse('XG012', TG_TABLE_NAME);
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS what_is_asked_is_settled ON reviews_desk;
CREATE TRIGGER what_is_asked_is_settled BEFORE INSERT ON reviews_desk FOR EACH ROW EXECUTE FUNCTION gate_round_is_laid_out();
DROP TRIGGER IF EXISTS what_is_asked_is_settled ON reviews_part;
CREATE TRIGGER what_is_asked_is_settled BEFORE INSERT ON reviews_part FOR EACH ROW EXECUTE FUNCTION gate_round_is_laid_out();

-- An opinion: in the open round, on the figures asked about, by somebody of the desk who neither wrote it nor stepped aside,
-- and in its turn where there is an order.
CREATE OR REPLACE FUNCTION gate_opinion_at_its_desk() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE
  day date := (xg_now() AT TIME ZONE 'Asia/Shanghai')::date;
  asked record; desk record; part record;
BEGIN
  SELECT v.status, v.round, v.is_ordered, v.subject_id, r.number, r.authors INTO asked
    FROM reviews_round r JOIN reviews_review v ON v.id = r.review_id WHERE r.id = NEW.round_id FOR SHARE OF v;
  IF NOT FOUND OR asked.status <> 'open' OR asked.round <> asked.number OR asked.subject_id <> NEW.subject_id THEN
    PERFORM xg_refuse('XG024', 'reviews.opinion round');
  END IF;
  SELECT round_id, number, seats INTO desk FROM reviews_desk WHERE id = NEW.desk_id;
  SELECT round_id, digest INTO part FROM reviews_part WHERE id = NEW.part_id;
  IF desk.round_id IS DISTINCT FROM NEW.round_id OR part.round_id IS DISTINCT FROM NEW.round_id
     OR part.digest IS DISTINCT FROM NEW.digest THEN
    PERFORM xg_refuse('XG024', 'reviews.opinion part');
  END IF;
  IF NEW.person_id = ANY (asked.authors) THEN PERFORM xg_refuse('XG016', 'reviews.opinion'); END IF;
  IF EXISTS (SELECT 1 FROM reviews_recusal WHERE round_id = NEW.round_id AND person_id = NEW.person_id) THEN
    PERFORM xg_refuse('XG024', 'reviews.opinion recused');
  END IF;
  IF NOT EXISTS (SELECT 1 FROM reviews_standin WHERE desk_id = NEW.desk_id AND person_id = NEW.person_id)
     AND NOT EXISTS (SELECT 1 FROM people_seat s JOIN people_term t ON t.seat_id = s.id
                     WHERE s.code = ANY (desk.seats) AND t.person_id = NEW.person_id AND t.during @> day)
     AND NOT EXISTS (SELECT 1 FROM people_seat s JOIN people_deputy d ON d.seat_id = s.id
                     WHERE s.code = ANY (desk.seats) AND d.deputy_id = NEW.person_id AND d.during @> day) THEN
    PERFORM xg_refuse('XG024', 'reviews.opinion desk');
  END IF;
  IF asked.is_ordered AND EXISTS (
      SELECT 1 FROM reviews_desk d JOIN reviews_part p ON p.round_id = d.round_id
      LEFT JOIN reviews_opinion o ON o.desk_id = d.id AND o.part_id = p.id
      WHERE d.round_id = NEW.round_id AND d.number < desk.number AND o.choice IS DISTINCT FROM 'agree') THEN
    PERFORM xg_refuse('XG010', 'reviews.opinion turn');
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS an_opinion_is_given_at_its_desk ON reviews_opinion;
CREATE TRIGGER an_opinion_is_given_at_its_desk BEFORE INSERT ON reviews_opinion
  FOR EACH ROW EXECUTE FUNCTION gate_opinion_at_its_desk();
