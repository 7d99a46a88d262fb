--- expand-safe none on sqlite: a table, as SQLite says it
CREATE TABLE `pilot` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, [name] TEXT NOT NULL, email, at TEXT DEFAULT (datetime('now'))) STRICT;
CREATE INDEX pilot_name ON pilot (name COLLATE NOCASE);
--- expand-safe none on sqlite: an index keeps nobody waiting for long
CREATE INDEX IF NOT EXISTS pilot_name ON pilot (name);
--- contract warn on sqlite: but a unique one is one
CREATE UNIQUE INDEX pilot_email ON pilot (email);
--- expand-safe none on sqlite: a column
ALTER TABLE pilot ADD grade NOT NULL DEFAULT 1;
--- never block on sqlite: a column that nobody fills
ALTER TABLE pilot ADD COLUMN grade INTEGER NOT NULL;
--- contract warn on sqlite: a column goes
ALTER TABLE "pilot" DROP COLUMN [grade];
--- never block on sqlite: a column gets another name
ALTER TABLE main.pilot RENAME COLUMN grade TO level;
--- never block on sqlite: a table gets another name
ALTER TABLE pilot RENAME TO member;
--- contract warn on sqlite: a table goes
DROP TABLE IF EXISTS pilot;
--- expand-safe none on sqlite: rows
INSERT OR IGNORE INTO plan VALUES ('basic', x'00');
REPLACE INTO plan VALUES ('basic', 1);
--- expand-safe warn on sqlite: a trigger with a body
CREATE TRIGGER keep AFTER UPDATE ON pilot BEGIN UPDATE plan SET v = 1 WHERE k = 'x'; SELECT CASE WHEN 1 THEN 2 END; END;
--- never block on sqlite: all rows go
DELETE FROM plan;
--- expand-safe none on sqlite: settings, and all at once is no lock of its own
PRAGMA foreign_keys = OFF;
UPDATE plan SET v = 1;
--- opaque block on sqlite: the catalogue is edited
PRAGMA writable_schema = ON;
--- opaque block on sqlite: another file
ATTACH DATABASE 'other.db' AS other;
--- contract warn on sqlite: a table made anew, from nobody knows what
CREATE TABLE pilot_new (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO pilot_new SELECT id, name FROM pilot;
DROP TABLE pilot;
ALTER TABLE pilot_new RENAME TO pilot;
--- expand-safe none on sqlite: it is a question
SELECT count(*) FROM pilot WHERE name == 'x';
