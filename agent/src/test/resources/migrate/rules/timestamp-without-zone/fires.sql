ALTER TABLE member ADD COLUMN seen timestamp;
