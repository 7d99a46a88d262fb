CREATE FUNCTION member_both() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.full_name IS NULL THEN NEW.full_name := NEW.name; END IF;
  NEW.name := NEW.full_name;
  RETURN NEW;
END $$;
CREATE TRIGGER member_both BEFORE INSERT OR UPDATE ON member FOR EACH ROW EXECUTE FUNCTION member_both();
DROP TRIGGER member_both ON member;
DROP FUNCTION member_both();
ALTER TABLE member DROP COLUMN name;
