SET lock_timeout = 0;
ALTER TABLE member ADD COLUMN level int;
