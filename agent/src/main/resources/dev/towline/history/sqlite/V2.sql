-- What of a site's database waits to be contracted, as last told by the ledger there.
CREATE TABLE waiting (
  target TEXT NOT NULL,
  position INTEGER NOT NULL,
  statement TEXT NOT NULL,
  PRIMARY KEY (target, position)
) STRICT, WITHOUT ROWID;
