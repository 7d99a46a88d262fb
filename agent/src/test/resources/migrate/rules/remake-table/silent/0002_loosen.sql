PRAGMA foreign_keys = OFF;
CREATE TABLE new_member (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT);
INSERT INTO new_member SELECT id, name FROM member;
DROP TABLE member;
ALTER TABLE new_member RENAME TO member;
