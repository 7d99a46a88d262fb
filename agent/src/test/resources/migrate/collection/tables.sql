--- contract warn: a column is dropped
ALTER TABLE pilot DROP COLUMN nickname;
--- contract warn: also where it may not be there
alter table if exists only "club"."pilot" drop column if exists "nickname" cascade;
--- contract warn: two columns at once
ALTER TABLE pilot DROP COLUMN a, DROP COLUMN b;
--- contract warn: COLUMN left out
ALTER TABLE pilot DROP nickname;
--- expand-safe none: a column that may be null
ALTER TABLE pilot ADD COLUMN nickname text;
--- expand-safe none: COLUMN left out
ALTER TABLE pilot ADD nickname text NULL;
--- expand-safe none: a constant default
ALTER TABLE pilot ADD COLUMN grade integer DEFAULT 10;
--- expand-safe none: a constant default and NOT NULL
ALTER TABLE pilot ADD COLUMN grade integer NOT NULL DEFAULT 10;
--- blocking block pg 10: a constant default on an old server
ALTER TABLE pilot ADD COLUMN grade integer NOT NULL DEFAULT 10;
--- expand-safe none: a default that is a cast
ALTER TABLE pilot ADD COLUMN extra jsonb DEFAULT '{}'::jsonb NOT NULL;
--- expand-safe none: a default of an array
ALTER TABLE pilot ADD COLUMN tags text[] NOT NULL DEFAULT ARRAY[]::text[];
--- expand-safe none: a sum of constants
ALTER TABLE pilot ADD COLUMN n integer DEFAULT 2 + 2;
--- expand-safe none: the same moment for all rows
ALTER TABLE pilot ADD COLUMN joined timestamptz NOT NULL DEFAULT now();
--- expand-safe none: CURRENT_TIMESTAMP as well
ALTER TABLE pilot ADD COLUMN joined timestamptz DEFAULT CURRENT_TIMESTAMP;
--- blocking block: another moment for each row
ALTER TABLE pilot ADD COLUMN joined timestamptz DEFAULT clock_timestamp();
--- blocking block: random values
ALTER TABLE pilot ADD COLUMN lot double precision DEFAULT random();
--- blocking block: made identifiers
ALTER TABLE pilot ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();
--- blocking block: a function of a schema
ALTER TABLE pilot ADD COLUMN token uuid DEFAULT public.uuid_generate_v4();
--- blocking block: a function that nobody knows
ALTER TABLE pilot ADD COLUMN extra jsonb DEFAULT house_default();
--- blocking block: hidden in a cast
ALTER TABLE pilot ADD COLUMN lot int DEFAULT (random() * 10)::int;
--- blocking block: hidden in an expression
ALTER TABLE pilot ADD COLUMN lot text DEFAULT 'a' || md5(random()::text);
--- blocking block: from a sequence
ALTER TABLE pilot ADD COLUMN no bigint DEFAULT nextval('pilot_no');
--- never block: NOT NULL and nothing to fill it
ALTER TABLE pilot ADD COLUMN grade integer NOT NULL;
--- never block: NOT NULL with the default NULL
ALTER TABLE pilot ADD COLUMN grade integer NOT NULL DEFAULT NULL;
--- never block: several columns, one of them bad
ALTER TABLE pilot ADD COLUMN a int, ADD COLUMN b int NOT NULL;
--- contract block: Django's AddField with a default
ALTER TABLE "pilot" ADD COLUMN "grade" integer DEFAULT 1 NOT NULL; ALTER TABLE "pilot" ALTER COLUMN "grade" DROP DEFAULT;
--- blocking block: a serial column
ALTER TABLE pilot ADD COLUMN no serial;
--- blocking block: a bigserial column
ALTER TABLE pilot ADD COLUMN no bigserial NOT NULL;
--- blocking block: an identity column
ALTER TABLE pilot ADD COLUMN no bigint GENERATED ALWAYS AS IDENTITY;
--- blocking block: a stored column
ALTER TABLE pilot ADD COLUMN full_name text GENERATED ALWAYS AS (first || last) STORED;
--- blocking block pg 17: another expression of a stored column
ALTER TABLE tariff ALTER COLUMN total SET EXPRESSION AS (a * 3);
--- expand-safe none pg 18: a virtual column
ALTER TABLE pilot ADD COLUMN full_name text GENERATED ALWAYS AS (first || last) VIRTUAL;
--- blocking block: a new column that is unique
ALTER TABLE pilot ADD COLUMN grade int UNIQUE;
--- blocking block: a primary key with the column
ALTER TABLE pilot ADD COLUMN id bigserial PRIMARY KEY;
--- expand-safe warn: a nullable key with its column
ALTER TABLE pilot ADD COLUMN club_id bigint REFERENCES club (id);
--- blocking block: a filled key with its column
ALTER TABLE pilot ADD COLUMN club_id bigint DEFAULT 1 REFERENCES club (id);
--- blocking block: a check with its column
ALTER TABLE pilot ADD COLUMN grade int CHECK (grade > 0);
--- expand-safe warn: a column of type json
ALTER TABLE pilot ADD COLUMN extra json;
--- expand-safe warn: char(n)
ALTER TABLE pilot ADD COLUMN code char(4);
--- expand-safe warn: no time zone
ALTER TABLE pilot ADD COLUMN seen timestamp;
--- never block: a column gets another name
ALTER TABLE pilot RENAME COLUMN name TO full_name;
--- never block: COLUMN left out
ALTER TABLE pilot RENAME name TO full_name;
--- never block: a table gets another name
ALTER TABLE pilot RENAME TO member;
--- never block: a table moves
ALTER TABLE pilot SET SCHEMA archive;
--- never block: a schema gets another name
ALTER SCHEMA club RENAME TO guild;
--- never block: a view gets another name
ALTER VIEW pilots RENAME TO members;
--- never block: a materialised view
ALTER MATERIALIZED VIEW totals RENAME TO sums;
--- never block: a type
ALTER TYPE mood RENAME TO temper;
--- never block: a value of an enum
ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
--- never block: an attribute
ALTER TYPE address RENAME ATTRIBUTE zip TO postcode;
--- never block: a sequence
ALTER SEQUENCE pilot_no RENAME TO member_no;
--- never block: a function
ALTER FUNCTION total(int) RENAME TO sum_of;
--- never block: a procedure
ALTER PROCEDURE tidy() RENAME TO clean;
--- never block: a domain
ALTER DOMAIN email RENAME TO address;
--- never block: a column of a view
ALTER VIEW pilots RENAME COLUMN a TO b;
--- contract block: it goes away and another comes
ALTER TABLE pilot ADD COLUMN full_name text; ALTER TABLE pilot DROP COLUMN name;
--- contract warn: a table is dropped
DROP TABLE pilot;
--- contract warn: with all that hangs on it
DROP TABLE IF EXISTS "pilot", club.winch CASCADE;
--- never block: a schema is dropped
DROP SCHEMA club CASCADE;
--- never block: a database is dropped
DROP DATABASE IF EXISTS club;
--- contract warn: a view is dropped
DROP VIEW pilots;
--- contract warn: a materialised view is dropped
DROP MATERIALIZED VIEW IF EXISTS totals;
--- contract warn: a function is dropped
DROP FUNCTION total(int, text);
--- contract warn: two functions
DROP FUNCTION IF EXISTS a(int), b(text) CASCADE;
--- contract warn: a procedure
DROP PROCEDURE tidy();
--- contract warn: a trigger
DROP TRIGGER audit ON pilot;
--- contract warn: a sequence
DROP SEQUENCE pilot_no;
--- contract warn: a type
DROP TYPE mood;
--- contract warn: a domain
DROP DOMAIN email;
--- contract warn: an extension
DROP EXTENSION IF EXISTS hstore;
--- expand-safe none: a table is made
CREATE TABLE winch (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE, CHECK (name <> ''));
--- expand-safe none: made, with all that it needs
BEGIN;
CREATE TABLE winch (id bigserial PRIMARY KEY, pilot_id bigint);
CREATE INDEX winch_pilot ON winch (pilot_id);
ALTER TABLE winch ADD CONSTRAINT one UNIQUE (pilot_id);
ALTER TABLE winch ADD CONSTRAINT k CHECK (pilot_id > 0);
ALTER TABLE winch ALTER COLUMN pilot_id SET NOT NULL;
ALTER TABLE winch ALTER COLUMN pilot_id TYPE text;
ALTER TABLE winch RENAME COLUMN pilot_id TO pid;
COMMIT;
--- blocking block: a new table with a key into a busy one, added later
CREATE TABLE launch (id bigserial PRIMARY KEY, pilot_id bigint);
CREATE INDEX launch_pilot ON launch (pilot_id);
CREATE INDEX pilot_name ON pilot (name);
--- never block: a table of that name in another schema is not the new one
CREATE TABLE public.shared (id bigint PRIMARY KEY);
ALTER TABLE archive.shared ADD COLUMN email text NOT NULL;
--- never block: a new table that has rows already
CREATE TABLE winch (id bigint PRIMARY KEY, name text);
INSERT INTO winch (id, name) VALUES (1, 'Skylaunch');
ALTER TABLE winch ADD COLUMN power int NOT NULL;
--- contract block: made only where it is not there: it may be an old one
CREATE TABLE IF NOT EXISTS winch (id bigint PRIMARY KEY, name text);
ALTER TABLE winch DROP COLUMN name;
--- expand-safe none: a table from a query of its own
CREATE TABLE copy AS SELECT id, name FROM pilot WHERE id < 10;
--- expand-safe none: a partition of a new table
CREATE TABLE log (at timestamptz NOT NULL, what text) PARTITION BY RANGE (at);
CREATE TABLE log_2026 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
--- blocking block: rows are checked while it is attached
ALTER TABLE log ATTACH PARTITION log_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
--- blocking block: everybody waits
ALTER TABLE log DETACH PARTITION log_2025;
---- contract warn: old code no longer finds the rows
ALTER TABLE log DETACH PARTITION log_2025 CONCURRENTLY;
--- never block: not in a transaction
BEGIN; ALTER TABLE log DETACH PARTITION log_2025 CONCURRENTLY; COMMIT;
--- never block: the table is copied
ALTER TABLE pilot SET UNLOGGED;
--- never block: the table is copied to another disk
ALTER TABLE pilot SET TABLESPACE fast;
--- never block: and to another form
ALTER TABLE pilot SET ACCESS METHOD heap2;
--- never block: with others in one statement
ALTER TABLE pilot ADD COLUMN a int, SET LOGGED;
--- expand-safe none: settings of a table
ALTER TABLE pilot SET (fillfactor = 70);
--- expand-safe none: statistics
ALTER TABLE pilot ALTER COLUMN name SET STATISTICS 500;
--- expand-safe warn: rows of another table appear
ALTER TABLE log_2026 INHERIT log;
--- contract warn: rows vanish
ALTER TABLE pilot ENABLE ROW LEVEL SECURITY;
--- contract warn: or appear
ALTER TABLE pilot DISABLE ROW LEVEL SECURITY;
--- contract warn: a policy
CREATE POLICY own ON pilot FOR SELECT USING (owner = current_user);
--- contract warn: it changes
ALTER POLICY own ON pilot USING (true);
--- contract warn: it goes
DROP POLICY own ON pilot;
--- never block: nothing checks the rows
ALTER TABLE pilot DISABLE TRIGGER ALL;
--- contract warn: another owner
ALTER TABLE pilot OWNER TO club;
--- contract warn: a right is taken
REVOKE INSERT ON pilot FROM web;
--- expand-safe none: a right is given
GRANT SELECT ON pilot TO web;
--- expand-safe none: words about it
COMMENT ON TABLE pilot IS 'who flies; and who does not';
--- expand-safe warn: tables that are made once, as many tools write them
CREATE TABLE IF NOT EXISTS winch (id bigint PRIMARY KEY, name text);
CREATE INDEX IF NOT EXISTS winch_name ON winch (name);
--- blocking block: a default that goes after the column was tightened
ALTER TABLE pilot ADD COLUMN grade int DEFAULT 1;
ALTER TABLE pilot ALTER COLUMN grade SET NOT NULL;
ALTER TABLE pilot ALTER COLUMN grade DROP DEFAULT;
--- expand-safe none: a default that goes and comes back before anybody sees it
ALTER TABLE pilot ADD COLUMN grade int DEFAULT 1 NOT NULL;
ALTER TABLE pilot ALTER COLUMN grade DROP DEFAULT;
ALTER TABLE pilot ALTER COLUMN grade SET DEFAULT 2;
--- contract block: a default that comes back too late
BEGIN;
ALTER TABLE pilot ADD COLUMN grade int DEFAULT 1 NOT NULL;
ALTER TABLE pilot ALTER COLUMN grade DROP DEFAULT;
COMMIT;
ALTER TABLE pilot ALTER COLUMN grade SET DEFAULT 2;
--- never block: a default that is none
ALTER TABLE pilot ADD COLUMN grade int NOT NULL DEFAULT (NULL)::int;
--- never block was pilot.mail citext: two types whose indexes do not fit each other
ALTER TABLE pilot ALTER COLUMN mail TYPE text;
--- contract block: one of our own, and then the one that it hid
CREATE TEMP TABLE winch (id int);
DROP TABLE winch;
DROP TABLE winch;
--- expand-safe none: nobody has read it yet
CREATE MATERIALIZED VIEW hours AS SELECT pilot_id, sum(minutes) AS m FROM flight GROUP BY 1;
CREATE UNIQUE INDEX hours_pilot ON hours (pilot_id);
--- expand-safe warn: a trigger in the place of another
BEGIN;
DROP TRIGGER IF EXISTS stamp ON pilot;
CREATE TRIGGER stamp BEFORE UPDATE ON pilot FOR EACH ROW EXECUTE FUNCTION stamp();
COMMIT;
--- contract block: for a moment there is none
BEGIN;
DROP TRIGGER IF EXISTS stamp ON pilot;
COMMIT;
CREATE TRIGGER stamp BEFORE UPDATE ON pilot FOR EACH ROW EXECUTE FUNCTION stamp();
--- contract block: a view made anew
DROP VIEW roster;
CREATE VIEW roster AS SELECT id FROM pilot;
--- contract block: rights on several tables
CREATE TABLE hangar (id int);
REVOKE ALL ON hangar, pilot FROM web;
--- contract block: added only where it is not there: it may be an old one
ALTER TABLE pilot ADD COLUMN IF NOT EXISTS nick text;
ALTER TABLE pilot DROP COLUMN nick;
--- never block: the same, renamed
ALTER TABLE pilot ADD COLUMN IF NOT EXISTS nick text;
ALTER TABLE pilot RENAME COLUMN nick TO alias;
--- never block: the same, of another type
ALTER TABLE pilot ADD COLUMN IF NOT EXISTS nick text;
ALTER TABLE pilot ALTER COLUMN nick TYPE int USING nick::int;
--- expand-safe none: added to a table of this file
CREATE TABLE winch (id bigint PRIMARY KEY, name text);
ALTER TABLE winch ADD COLUMN IF NOT EXISTS nick text;
ALTER TABLE winch DROP COLUMN nick;
--- contract block: the same, without its default
ALTER TABLE pilot ADD COLUMN IF NOT EXISTS rank int DEFAULT 0;
ALTER TABLE pilot ALTER COLUMN rank DROP DEFAULT;
--- expand-safe none: the same, surely new
ALTER TABLE pilot ADD COLUMN rank int DEFAULT 0;
ALTER TABLE pilot ALTER COLUMN rank DROP DEFAULT;
