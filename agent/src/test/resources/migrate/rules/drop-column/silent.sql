ALTER TABLE member ADD COLUMN nickname text;
