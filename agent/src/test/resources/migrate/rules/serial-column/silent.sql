ALTER TABLE member ADD COLUMN no bigint;
