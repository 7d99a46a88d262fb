--- expand-safe none: timeouts and a transaction of its own
BEGIN;
SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE pilot ADD COLUMN grade int;
COMMIT;
--- expand-safe none: in small letters
begin work; set local lock_timeout to 2000; alter table pilot add column grade int; end;
--- expand-safe none: in a mode
START TRANSACTION ISOLATION LEVEL SERIALIZABLE; ALTER TABLE pilot ADD COLUMN grade int; COMMIT AND NO CHAIN;
--- expand-safe none: with a savepoint
BEGIN; SAVEPOINT a; ALTER TABLE pilot ADD COLUMN grade int; RELEASE SAVEPOINT a; COMMIT;
--- never block: never closed
BEGIN; CREATE TABLE winch (id bigint);
--- never block: closed and opened again
BEGIN; CREATE TABLE winch (id bigint); COMMIT; BEGIN; CREATE TABLE rope (id bigint);
--- never block: never begun
CREATE TABLE winch (id bigint); COMMIT;
--- never block: twice begun
BEGIN; BEGIN; CREATE TABLE winch (id bigint); COMMIT;
--- never block: taken back
BEGIN; CREATE TABLE winch (id bigint); ROLLBACK;
--- never block: left behind
BEGIN; CREATE TABLE winch (id bigint); PREPARE TRANSACTION 'x';
--- expand-safe warn: no end to waiting
SET lock_timeout = 0; ALTER TABLE pilot ADD COLUMN grade int;
--- expand-safe warn: nor here
SET statement_timeout TO '0s'; ALTER TABLE pilot ADD COLUMN grade int;
--- expand-safe warn: too late
BEGIN; ALTER TABLE pilot ADD COLUMN grade int; SET LOCAL lock_timeout = '2s'; COMMIT;
--- expand-safe warn: two tables are locked
ALTER TABLE pilot ADD COLUMN a int; ALTER TABLE winch ADD COLUMN b int;
--- expand-safe none: one after the other
BEGIN; ALTER TABLE pilot ADD COLUMN a int; COMMIT; BEGIN; ALTER TABLE winch ADD COLUMN b int; COMMIT;
--- expand-safe none: two things to one table
ALTER TABLE pilot ADD COLUMN a int; ALTER TABLE pilot ADD COLUMN b int;
--- blocking block: slow work while a table is locked
BEGIN; ALTER TABLE pilot ADD COLUMN a int; UPDATE winch SET x = 1 WHERE x IS NULL; COMMIT;
--- never block: the whole server
ALTER SYSTEM SET work_mem = '1GB';
--- never block: all rights
CREATE ROLE root SUPERUSER;
--- never block: all rights as well
ALTER USER club BYPASSRLS;
--- never block: a database
CREATE DATABASE other;
--- expand-safe warn: a role
CREATE ROLE reader NOLOGIN;
--- expand-safe none: an extension
CREATE EXTENSION IF NOT EXISTS citext;
--- expand-safe none: a schema
CREATE SCHEMA archive;
--- expand-safe none: a sequence
CREATE SEQUENCE pilot_no OWNED BY pilot.no;
--- expand-safe warn: the numbers begin anew
ALTER SEQUENCE pilot_no RESTART WITH 1;
--- expand-safe none: a view
CREATE VIEW adults AS SELECT id, name FROM pilot WHERE age > 17;
--- expand-safe warn: a view means something else
CREATE OR REPLACE VIEW adults AS SELECT id, name FROM pilot WHERE age > 20;
--- expand-safe none: a function
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT n * 2; $$;
--- expand-safe none: a function with a body of its own
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT n; SELECT n * 2; END;
--- expand-safe warn: a function means something else
CREATE OR REPLACE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
--- expand-safe warn: with the owner's rights
CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
--- expand-safe warn: it runs in every write
CREATE TRIGGER audit AFTER INSERT ON pilot FOR EACH ROW EXECUTE FUNCTION note();
--- contract warn: statements become others
CREATE RULE quiet AS ON INSERT TO pilot DO INSTEAD NOTHING;
--- expand-safe none: nothing but words
-- DROP TABLE pilot;
/* DROP TABLE /* nested */ pilot; */
--- expand-safe none: nothing
;;
--- expand-safe none: no end of line
ALTER TABLE pilot ADD COLUMN grade int
--- contract warn: names in quotes that look like code
ALTER TABLE "weird; DROP TABLE x --" DROP COLUMN "a""b";
--- expand-safe none: a dollar in a body
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $fn$ BEGIN EXECUTE $q$ DROP TABLE pilot; $q$; RETURN NEW; END; $fn$;
--- expand-safe none: strings that look like code
INSERT INTO plan (name) VALUES (E'it\'s; DROP TABLE pilot; --'), (U&'d\0061t'), ($$;$$);
--- never block: nothing checks foreign keys any more
SET session_replication_role = replica;
--- never block: said by a function
SELECT set_config('session_replication_role', 'replica', true);
--- expand-safe warn: no end to waiting, said by a function
SELECT pg_catalog.set_config('lock_timeout', '0', false);
--- expand-safe none: the beginning of a dump
SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
--- never block: the same name elsewhere
CREATE TABLE winch (id bigint);
SET search_path = archive;
ALTER TABLE winch RENAME TO rope;
--- expand-safe none: tables are counted
ANALYZE;
--- contract warn: an extension changes
ALTER EXTENSION hstore UPDATE;
--- expand-safe warn: the numbers end sooner
ALTER SEQUENCE pilot_no MAXVALUE 100;
--- contract warn: everything has another owner
REASSIGN OWNED BY a TO b;
--- expand-safe none: a lock that lets others work
LOCK TABLE pilot IN ROW EXCLUSIVE MODE;
--- expand-safe warn: a language in quotes
CREATE OR REPLACE FUNCTION stamp() RETURNS trigger AS $$ BEGIN RETURN NEW; END $$ LANGUAGE 'plpgsql';
--- expand-safe none: numbers in new clothes
ALTER TABLE pilot ADD COLUMN a int DEFAULT 1_000, ADD COLUMN b int DEFAULT 0xFF;
--- expand-safe none: words of a search
CREATE TEXT SEARCH CONFIGURATION clubs (PARSER = default);
--- never block: every table of a tablespace
ALTER TABLE ALL IN TABLESPACE slow SET TABLESPACE fast;
