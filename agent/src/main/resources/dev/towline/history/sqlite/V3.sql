-- Whether each source could be followed the last time, and when it last answered.
CREATE TABLE source (
  name TEXT PRIMARY KEY,
  url TEXT NOT NULL,
  standing TEXT NOT NULL,
  why TEXT NOT NULL,
  revision TEXT,
  last_success TEXT
) STRICT, WITHOUT ROWID;
