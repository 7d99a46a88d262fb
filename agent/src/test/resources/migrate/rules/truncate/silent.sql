CREATE TABLE draft (a int);
TRUNCATE draft;
