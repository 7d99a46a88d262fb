ALTER TYPE mood ADD VALUE 'glad';
UPDATE member SET mood = 'glad' WHERE id = 1;
