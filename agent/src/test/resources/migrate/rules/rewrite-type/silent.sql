ALTER TABLE member ADD COLUMN level int;
ALTER TABLE member ALTER COLUMN level TYPE bigint;
