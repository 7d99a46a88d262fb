BEGIN;
ALTER TABLE member ADD COLUMN level int;
