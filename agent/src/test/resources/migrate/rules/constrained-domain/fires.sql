CREATE DOMAIN positive AS int CHECK (VALUE > 0);
ALTER TABLE member ADD COLUMN level positive;
