-- was: name varchar(50)
ALTER TABLE member ALTER COLUMN name TYPE varchar(80);
