CREATE TABLE draft (code varchar(3));
