CREATE TABLE draft (a int);
LOCK TABLE draft;
