CREATE VIEW everybody AS SELECT * FROM member;
ALTER TABLE member ADD COLUMN level int;
