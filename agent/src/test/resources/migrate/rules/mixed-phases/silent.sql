-- towline: contract
ALTER TABLE member DROP COLUMN nickname;
