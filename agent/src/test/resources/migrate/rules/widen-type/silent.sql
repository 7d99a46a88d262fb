CREATE TABLE draft (a varchar(5));
ALTER TABLE draft ALTER COLUMN a TYPE text;
