ALTER TABLE member ADD COLUMN level int;
UPDATE member SET level = 1 WHERE id < 1000;
