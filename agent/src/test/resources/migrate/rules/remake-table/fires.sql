-- engine: sqlite
CREATE TABLE new_member (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO new_member SELECT id, name FROM member;
DROP TABLE member;
ALTER TABLE new_member RENAME TO member;
