-- What a pair failed by, which earlier versions told from the words of the reason.
ALTER TABLE quarantine ADD COLUMN cause TEXT NOT NULL DEFAULT 'failed';

UPDATE quarantine SET cause = 'migrations-refused'
WHERE release <> '' AND instr(reason, 'judge the migrations of ' || release) > 0;
