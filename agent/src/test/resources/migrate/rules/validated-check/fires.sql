ALTER TABLE member ADD COLUMN level int CHECK (level > 0);
