-- was: level bigint
ALTER TABLE member ALTER COLUMN level TYPE integer;
ALTER TABLE member ALTER COLUMN name TYPE bigint USING length(name);
