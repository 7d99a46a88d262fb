-- What fixtures and collection take for granted, with all that they alter and drop.
CREATE SCHEMA club;
CREATE SCHEMA archive;
CREATE SCHEMA reporting;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE address AS (street text, zip text);
CREATE DOMAIN email AS text;
CREATE DOMAIN checked AS int CHECK (VALUE > 0);
CREATE TABLE club (id bigint PRIMARY KEY, name text);
CREATE TABLE plan (id bigserial PRIMARY KEY, name text UNIQUE, v int, k text);
CREATE TABLE member (
    id bigserial PRIMARY KEY, name varchar(50), first text, last text, nickname text, email text, token uuid, level int DEFAULT 1, rank text,
    mood mood, seen timestamptz, at timestamp, price numeric(8,2), n integer, body text, a text, b text, settings jsonb, card cidr, code varchar(10),
    full_name text, born date, tags text[]
);
CREATE INDEX member_email ON member (email);
CREATE INDEX member_email_idx ON member (email);
CREATE UNIQUE INDEX member_email_key ON member (email);
CREATE INDEX member_idx ON member (name);
CREATE TABLE booking (id bigint PRIMARY KEY, member_id bigint, room int, during tstzrange, visit_id bigint, at timestamptz, level int);
ALTER TABLE booking ADD CONSTRAINT fk FOREIGN KEY (member_id) REFERENCES member (id);
CREATE TABLE tariff (id bigint, a int, total int GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE legacy_booking (id bigint);
CREATE TABLE visit (id bigint, at timestamptz NOT NULL, member_id bigint) PARTITION BY RANGE (at);
CREATE TABLE visit_2020 PARTITION OF visit FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE visit_2026 (id bigint, at timestamptz NOT NULL, member_id bigint);
CREATE TABLE pilot (
    id bigserial PRIMARY KEY, name varchar(50), nickname text, grade int DEFAULT 1, a int, b int, email text, club_id bigint, owner text, rank text, mood mood,
    at timestamp, edits varchar(9), n integer, price numeric(8,2), age int, tags text[], first text, last text, left_at timestamptz,
    CONSTRAINT k CHECK (grade < 1000)
);
CREATE UNIQUE INDEX pilot_email ON pilot (email);
CREATE UNIQUE INDEX pilot_id_idx ON pilot (id);
CREATE INDEX pilot_name ON pilot (name);
CREATE SEQUENCE pilot_no;
CREATE TABLE club.pilot (nickname text);
CREATE TABLE winch (id bigint, x int, y int);
CREATE TABLE club.winch (id bigint);
CREATE TABLE launch (id bigint, pilot_id bigint, a int);
CREATE TABLE archive.shared (id bigint);
CREATE TABLE log (at timestamptz NOT NULL, what text) PARTITION BY RANGE (at);
CREATE TABLE log_2025 (at timestamptz NOT NULL, what text);
CREATE VIEW pilots AS SELECT owner AS a, age FROM pilot;
CREATE VIEW adults AS SELECT age FROM pilot;
CREATE MATERIALIZED VIEW totals AS SELECT count(*) FROM pilot;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION total(int) RETURNS int LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION fee(int) RETURNS int LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION fee(int, int) RETURNS int LANGUAGE sql AS 'SELECT $1';
CREATE PROCEDURE tidy() LANGUAGE sql AS 'SELECT 1';
CREATE TABLE visit_detail (id bigint);
CREATE VIEW member_list AS SELECT id FROM member;
CREATE UNIQUE INDEX member_id ON booking (id);
CREATE TRIGGER audit BEFORE INSERT ON member FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER audit BEFORE INSERT ON pilot FOR EACH ROW EXECUTE FUNCTION f();
CREATE POLICY own ON pilot USING (true);
CREATE TABLE log_2026 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE FUNCTION total(int, text) RETURNS int LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION fix(bigint) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION move_the_rows() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER TABLE launch ADD CONSTRAINT k CHECK (a > 0) NOT VALID;
