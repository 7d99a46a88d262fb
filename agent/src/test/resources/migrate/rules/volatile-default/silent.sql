ALTER TABLE member ADD COLUMN since timestamptz DEFAULT now();
