-- What people decided, one row a target and kind, in the place of one text for all of it. Who and when is not known of what an
-- earlier version wrote.
CREATE TABLE decision (
  target       TEXT NOT NULL,
  kind         TEXT NOT NULL,
  subject      TEXT NOT NULL,
  config       TEXT,
  app          TEXT,
  while_config TEXT,
  while_app    TEXT,
  said_by      TEXT NOT NULL,
  said_at      TEXT,
  PRIMARY KEY (target, kind)
) STRICT, WITHOUT ROWID;

-- Work that follows a deployment which counts already, until it was tried.
CREATE TABLE unfinished (
  target TEXT NOT NULL,
  work   TEXT NOT NULL,
  PRIMARY KEY (target, work)
) STRICT, WITHOUT ROWID;

INSERT INTO decision (target, kind, subject, said_by)
SELECT name, 'maintenance', substr(approved, length('maintenance ') + 1), '' FROM target
WHERE approved LIKE 'maintenance %';

INSERT INTO unfinished (target, work)
SELECT name, 'settle' FROM target WHERE approved IN ('settle', 'settle contract', 'contract settle');

INSERT INTO unfinished (target, work)
SELECT name, 'contract' FROM target WHERE approved IN ('contract', 'settle contract', 'contract settle');

INSERT INTO decision (target, kind, subject, said_by)
SELECT name, 'removals', approved, '' FROM target
WHERE approved IS NOT NULL AND approved NOT LIKE 'maintenance %'
AND approved NOT IN ('settle', 'contract', 'settle contract', 'contract settle');

INSERT INTO decision (target, kind, subject, config, app, while_config, while_app, said_by)
SELECT name, 'pin', pin_release, pin_config, pin_app, pin_while_config, pin_while_app, coalesce(pin_by, '') FROM target
WHERE pin_release IS NOT NULL;

INSERT INTO decision (target, kind, subject, said_by)
SELECT name, 'suspend', '', '' FROM target WHERE suspended = 1;

ALTER TABLE target DROP COLUMN pin_release;
ALTER TABLE target DROP COLUMN pin_config;
ALTER TABLE target DROP COLUMN pin_app;
ALTER TABLE target DROP COLUMN pin_while_config;
ALTER TABLE target DROP COLUMN pin_while_app;
ALTER TABLE target DROP COLUMN pin_by;
ALTER TABLE target DROP COLUMN suspended;
ALTER TABLE target DROP COLUMN approved;
