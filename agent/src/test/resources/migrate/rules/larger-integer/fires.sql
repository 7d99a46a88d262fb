-- was: level integer
ALTER TABLE member ALTER COLUMN level TYPE bigint USING level::bigint;
