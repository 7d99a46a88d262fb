-- The same tables with as little as can be, for what adds columns, constraints and indexes.
CREATE SCHEMA club;
CREATE TABLE club (id bigint PRIMARY KEY, name text);
CREATE TABLE plan (name text);
CREATE TABLE member (id bigint UNIQUE, name varchar(50), email text, rank text, at timestamp, body text, price numeric(8,2), a int, b int, born date, joined date);
CREATE TABLE booking (id bigint, member_id bigint, room int4range, during tstzrange, at timestamptz, level int);
CREATE TABLE pilot (
    id bigint UNIQUE, name varchar(50), email text, rank text, at timestamp, price numeric(8,2), n integer, first text, last text, edits varchar(9), age int,
    club_id bigint, left_at timestamptz
);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION house_default() RETURNS jsonb LANGUAGE plpgsql AS $$ BEGIN RETURN '{}'; END $$;
CREATE FUNCTION uuid_generate_v4() RETURNS uuid LANGUAGE sql AS 'SELECT gen_random_uuid()';
CREATE SEQUENCE pilot_no;
