--- expand-safe warn: a type that may be there already
DO $$ BEGIN
    CREATE TYPE wind AS ENUM ('calm', 'gusty');
EXCEPTION
    WHEN duplicate_object THEN NULL;
END $$;
--- expand-safe warn: a column that may be there already
DO $$
DECLARE
    there boolean := false;
BEGIN
    SELECT count(*) > 0 INTO there FROM information_schema.columns WHERE column_name = 'wind';
    IF NOT there THEN
        ALTER TABLE launch ADD COLUMN wind text;
    ELSE
        RAISE NOTICE 'it is there';
    END IF;
END
$$;
--- contract warn: what a block takes away
DO $body$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_class WHERE relname = 'winch') THEN
        DROP TABLE winch;
    END IF;
END $body$ LANGUAGE 'plpgsql';
--- blocking block: a key in a block
DO $$ BEGIN
    ALTER TABLE launch ADD CONSTRAINT k FOREIGN KEY (pilot_id) REFERENCES pilot (id);
EXCEPTION WHEN duplicate_object THEN null;
END $$;
--- contract block: both phases, one of them in a block
ALTER TABLE launch ADD COLUMN wind text;
DO $$ BEGIN ALTER TABLE launch DROP COLUMN gust; END $$;
--- never block: only the second branch renames
DO $$ BEGIN
    IF current_setting('server_version_num')::int > 160000 THEN
        NULL;
    ELSIF true THEN
        ALTER TABLE launch RENAME COLUMN gust TO wind;
    END IF;
END $$;
--- opaque block: a loop
DO $$ DECLARE r record; BEGIN FOR r IN SELECT 1 LOOP DELETE FROM launch WHERE id = 1; END LOOP; END $$;
--- opaque block: a statement that is put together
DO $$ BEGIN EXECUTE 'DROP ' || 'TABLE launch'; END $$;
--- opaque block: a function that may do anything
DO $$ BEGIN PERFORM tidy_up(); END $$;
--- opaque block: a condition that may do anything
DO $$ BEGIN IF tidy_up() THEN NULL; END IF; END $$;
--- opaque block: another language
DO LANGUAGE plpython3u $$ pass $$;
--- opaque block: what is not closed
DO $$ BEGIN IF true THEN NULL; END $$;
--- blocking block: a table that may have been there
DO $$ BEGIN
    CREATE TABLE hangar (id bigint);
EXCEPTION WHEN duplicate_table THEN NULL;
END $$;
UPDATE launch SET wind = 'calm';
--- contract block: a table that may have been there is not the block's own
DO $$ BEGIN
    CREATE TABLE hangar (id bigint, gate text);
EXCEPTION WHEN duplicate_table THEN NULL;
END $$;
ALTER TABLE hangar DROP COLUMN gate;
