CREATE TABLE draft (during tstzrange, EXCLUDE USING gist (during WITH &&));
