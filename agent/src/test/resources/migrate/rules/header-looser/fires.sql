-- towline: expand
ALTER TABLE member DROP COLUMN nickname;
