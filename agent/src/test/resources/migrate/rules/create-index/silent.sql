CREATE TABLE draft (a int);
CREATE INDEX draft_a ON draft (a);
