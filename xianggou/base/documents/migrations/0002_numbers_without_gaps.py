"""The one function that may move a counter, and the triggers that keep every number as it was given."""

from django.db import migrations

NUMBERS = """
CREATE OR REPLACE FUNCTION xg_take_number(
    a_place text, a_kind text, a_year integer, a_pattern text, a_subject bigint,
    OUT number_id bigint, OUT serial integer, OUT shown text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE the_series bigint;
BEGIN
  INSERT INTO documents_series AS s (place_code, kind, year, last) VALUES (a_place, a_kind, a_year, 1)
    ON CONFLICT (place_code, kind, year) DO UPDATE SET last = s.last + 1
    RETURNING s.id, s.last INTO the_series, serial;
  shown := replace(replace(replace(replace(replace(a_pattern,
    '{place}', a_place), '{year}', a_year::text), '{serial4}', lpad(serial::text, greatest(4, length(serial::text)), '0')),
    '{serial}', serial::text), '{kind}', a_kind);
  INSERT INTO documents_issuednumber AS n (series_id, serial, text, subject_id, taken_at)
    VALUES (the_series, xg_take_number.serial, shown, a_subject, xg_now())
    RETURNING n.id INTO number_id;
END $$;
REVOKE ALL ON FUNCTION xg_take_number(text, text, integer, text, bigint) FROM PUBLIC;

CREATE OR REPLACE FUNCTION documents_numbers_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'documents_series' AND TG_OP = 'UPDATE' THEN
    IF NEW.last = OLD.last + 1 AND (NEW.id, NEW.place_code, NEW.kind, NEW.year)
        = (OLD.id, OLD.place_code, OLD.kind, OLD.year) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION USING ERRCODE = 'XG009', MESSAGE = 'XG009 ' || TG_TABLE_NAME, CONSTRAINT = 'numbers_stay_as_given',
    DETAIL = TG_TABLE_NAME;
END $$;
CREATE TRIGGER numbers_stay_as_given BEFORE UPDATE OR DELETE ON documents_series
  FOR EACH ROW EXECUTE FUNCTION documents_numbers_stay();
CREATE TRIGGER numbers_are_never_emptied BEFORE TRUNCATE ON documents_series
  FOR EACH STATEMENT EXECUTE FUNCTION documents_numbers_stay();
CREATE TRIGGER numbers_stay_as_given BEFORE UPDATE OR DELETE ON documents_issuednumber
  FOR EACH ROW EXECUTE FUNCTION documents_numbers_stay();
CREATE TRIGGER numbers_are_never_emptied BEFORE TRUNCATE ON documents_issuednumber
  FOR EACH STATEMENT EXECUTE FUNCTION documents_numbers_stay();

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'xg_app') THEN
    GRANT EXECUTE ON FUNCTION xg_take_number(text, text, integer, text, bigint) TO xg_app;
  END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("trail", "0001_initial")]

    operations = [migrations.RunSQL(NUMBERS, migrations.RunSQL.noop)]
