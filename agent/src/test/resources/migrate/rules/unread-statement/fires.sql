\set level 1
ALTER TABEL member ADD COLUMN level int;
