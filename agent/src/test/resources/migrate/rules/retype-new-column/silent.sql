CREATE TABLE winch (points int);
ALTER TABLE winch ALTER COLUMN points TYPE bigint;
