ALTER TABLE member ADD COLUMN points int;
ALTER TABLE member ALTER COLUMN points TYPE bigint;
