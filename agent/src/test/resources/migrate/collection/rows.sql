--- never block: all rows go
TRUNCATE pilot;
--- never block: and more
TRUNCATE TABLE ONLY pilot, club.winch RESTART IDENTITY CASCADE;
--- never block: all rows go
DELETE FROM pilot;
--- never block: all rows go, said in another way
DELETE FROM pilot WHERE 1=1;
--- never block: and in another
DELETE FROM pilot WHERE NOT false;
--- never block: and in another
DELETE FROM pilot WHERE NULL IS NULL;
--- never block: hidden in a query
WITH gone AS (DELETE FROM pilot RETURNING *) SELECT count(*) FROM gone;
--- never block: each is itself
DELETE FROM pilot WHERE id = id;
--- never block: true or something
DELETE FROM pilot WHERE id = 4 OR true;
--- never block: every key
DELETE FROM pilot WHERE id IS NOT NULL;
--- never block: all that have another
DELETE FROM pilot USING club;
--- never block: on their way out
COPY (DELETE FROM pilot RETURNING *) TO '/tmp/x';
--- expand-safe warn: all of a kind
DELETE FROM pilot WHERE left_at IS NOT NULL;
--- expand-safe none: some rows
DELETE FROM pilot WHERE id = 4;
--- expand-safe none: a range of them
DELETE FROM visit WHERE at < '2020-01-01' AND id BETWEEN 1 AND 1000;
--- blocking block: every row at once
UPDATE pilot SET grade = 1;
--- blocking block: said in another way
UPDATE pilot SET grade = 1 WHERE true;
--- blocking block: all that need it at once
UPDATE pilot SET grade = 1 WHERE grade IS NULL;
--- blocking block: all that need it, said at length
UPDATE pilot p SET grade = 1 WHERE (p.grade IS NULL) AND (true);
--- blocking block: every key
UPDATE pilot SET grade = 1 WHERE id > 0;
--- expand-safe warn: all of a kind
UPDATE pilot SET grade = 1 WHERE rank = 'student' AND grade IS NULL;
--- expand-safe none: a batch
UPDATE pilot SET grade = 1 WHERE grade IS NULL AND id >= 1000 AND id < 2000;
--- expand-safe none: one row
UPDATE pilot SET grade = 1 WHERE id = 1;
--- blocking block: rows are filled beside a change of the table
BEGIN;
ALTER TABLE pilot ADD COLUMN grade int;
UPDATE pilot SET grade = 1 WHERE grade IS NULL;
COMMIT;
--- expand-safe none: rows are added
INSERT INTO plan (name) VALUES ('basic'), ('full; really');
--- expand-safe none: on conflict
INSERT INTO plan (name) VALUES ('basic') ON CONFLICT (name) DO UPDATE SET name = EXCLUDED.name;
--- never block: rows are added and others go
WITH moved AS (DELETE FROM pilot RETURNING *) INSERT INTO archive SELECT * FROM moved;
--- never block: everybody waits
LOCK TABLE pilot IN ACCESS EXCLUSIVE MODE;
--- never block: TABLE left out
LOCK pilot;
--- expand-safe none: a question
SELECT count(*) FROM pilot WHERE name = 'x';
--- expand-safe none: the sequence is set
SELECT setval('pilot_id_seq', (SELECT max(id) FROM pilot));
--- expand-safe none: the same with names
SELECT pg_catalog.setval(pg_get_serial_sequence('pilot', 'id'), coalesce(max(id), 1)) FROM pilot;
--- opaque block: it ends other sessions
SELECT pg_terminate_backend(42);
--- opaque block: it may do anything
SELECT move_the_rows();
--- opaque block: it may do anything to each row
SELECT fix(id) FROM pilot;
--- contract warn: it does what is in it
DO $$ BEGIN DROP TABLE pilot; END $$;
--- opaque block: in another language
DO LANGUAGE plpgsql $x$ BEGIN EXECUTE 'DROP TABLE pilot'; END $x$;
--- opaque block: a procedure
CALL tidy();
--- opaque block: prepared before
EXECUTE later(1);
--- opaque block: nobody can read it
ALTER TABEL pilot ADD grade int;
--- opaque block: for psql alone
\set ON_ERROR_STOP on
SELECT 1;
--- opaque block: another file
\i other.sql
--- opaque block: a string that does not end
INSERT INTO plan (name) VALUES ('basic);
--- opaque block: rows from a file
COPY pilot FROM '/tmp/pilots.csv';
--- opaque block: rows from a program
COPY pilot FROM PROGRAM 'curl evil';
--- opaque block: a trigger on everything
CREATE EVENT TRIGGER watch ON ddl_command_start EXECUTE FUNCTION no();
--- opaque block: rows come from elsewhere
CREATE SUBSCRIPTION s CONNECTION 'host=x' PUBLICATION p;
--- opaque block: code of a library
LOAD 'evil';
--- never block: several at once, the first of them our own
CREATE TABLE hangar (id int);
TRUNCATE hangar, launch;
--- never block: a lock on several, the first of them our own
CREATE TABLE hangar (id int);
LOCK TABLE hangar, launch;
--- blocking block: a few rows here, every row there
WITH gone AS (DELETE FROM winch WHERE id = 1 RETURNING id) UPDATE launch SET seen = true;
--- never block: every row, and then a few
WITH gone AS (DELETE FROM launch RETURNING id) DELETE FROM winch WHERE id = 1;
--- blocking block: every key
UPDATE launch SET seen = true WHERE id IN (SELECT l.id FROM launch AS l);
--- expand-safe none: so many keys
UPDATE launch SET seen = true WHERE id IN (SELECT id FROM launch WHERE seen IS NULL ORDER BY id LIMIT 500);
--- blocking block: null or not
UPDATE launch SET seen = true WHERE seen IS NULL OR seen IS NOT NULL;
--- blocking block: whatever is
UPDATE launch SET seen = true WHERE EXISTS (SELECT 1);
--- expand-safe warn: all that fit
UPDATE launch SET club_id = pilot.club_id FROM pilot WHERE launch.pilot_id = pilot.id;
--- expand-safe warn: a write for each row that is there
INSERT INTO launch (id, seen) SELECT id, true FROM launch ON CONFLICT (id) DO UPDATE SET seen = true;
--- blocking warn: the book of a migration tool is one row
ALTER TABLE launch ADD COLUMN seen boolean;
UPDATE alembic_version SET version_num = 'b2' WHERE alembic_version.version_num = 'a1';
