CREATE TABLE draft (code char(3));
