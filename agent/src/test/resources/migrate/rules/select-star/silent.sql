CREATE VIEW everybody AS SELECT id FROM member;
ALTER TABLE member ADD COLUMN level int;
