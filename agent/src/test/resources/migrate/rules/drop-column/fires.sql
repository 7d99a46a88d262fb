ALTER TABLE member DROP COLUMN nickname;
