ALTER TABLE member ADD COLUMN seen timestamp with time zone;
