BEGIN;
ALTER TYPE mood ADD VALUE 'glad';
COMMIT;
UPDATE member SET mood = 'glad' WHERE id = 1;
