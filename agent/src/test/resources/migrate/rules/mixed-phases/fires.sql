ALTER TABLE member ADD COLUMN level int;
ALTER TABLE member DROP COLUMN nickname;
