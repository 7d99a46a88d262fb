ALTER TABLE member ADD COLUMN settings json;
