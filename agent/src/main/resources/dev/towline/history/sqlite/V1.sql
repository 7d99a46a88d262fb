-- The order of deployments is the order in which they were added; a clock may step back.
CREATE TABLE deployment (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    id        TEXT NOT NULL UNIQUE,
    target    TEXT NOT NULL,
    trigger   TEXT NOT NULL,
    config    TEXT NOT NULL,
    app       TEXT,
    release   TEXT,
    author    TEXT NOT NULL,
    subject   TEXT NOT NULL,
    started   TEXT NOT NULL,
    ended     TEXT,
    outcome   TEXT NOT NULL,
    reason    TEXT NOT NULL,
    phases    TEXT NOT NULL,
    lost      INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX deployment_of_target ON deployment (target, seq);

-- Output in pieces: those of the beginning stay, of the others the oldest go first.
CREATE TABLE output (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    deployment TEXT NOT NULL REFERENCES deployment (id) ON DELETE CASCADE,
    beginning  INTEGER NOT NULL,
    bytes      INTEGER NOT NULL,
    text       TEXT NOT NULL
) STRICT;
CREATE INDEX output_of_deployment ON output (deployment, seq);

CREATE TABLE kept (
    reference TEXT PRIMARY KEY,
    content   BLOB NOT NULL
) STRICT;

CREATE TABLE open_deployment (
    target     TEXT PRIMARY KEY,
    deployment TEXT NOT NULL
) STRICT;

-- AUTOINCREMENT: the number of an entry that is gone is never given again.
CREATE TABLE journal (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    target TEXT NOT NULL REFERENCES open_deployment (target) ON DELETE CASCADE,
    step   TEXT NOT NULL,
    undo   TEXT NOT NULL,
    kept   TEXT REFERENCES kept (reference),
    done   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX journal_of_target ON journal (target, number);
CREATE INDEX journal_kept ON journal (kept) WHERE kept IS NOT NULL;

CREATE TABLE owned (
    target   TEXT NOT NULL,
    kind     TEXT NOT NULL,
    name     TEXT NOT NULL,
    digest   TEXT,
    original TEXT REFERENCES kept (reference),
    original_owner TEXT,
    original_group TEXT,
    original_mode  INTEGER,
    after    TEXT,
    PRIMARY KEY (target, kind, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX owned_original ON owned (original) WHERE original IS NOT NULL;

-- One row for what means the same to the host; '' stands for no app and no release.
CREATE TABLE quarantine (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    target   TEXT NOT NULL,
    config   TEXT NOT NULL,
    settings TEXT NOT NULL,
    app      TEXT NOT NULL,
    release  TEXT NOT NULL,
    reason   TEXT NOT NULL,
    since    TEXT NOT NULL,
    UNIQUE (target, settings, app, release)
) STRICT;

CREATE TABLE target (
    name          TEXT PRIMARY KEY,
    good_config   TEXT,
    good_settings TEXT,
    good_app      TEXT,
    good_release  TEXT,
    pin_release   TEXT,
    pin_config    TEXT,
    pin_app       TEXT,
    pin_while_config TEXT,
    pin_while_app TEXT,
    pin_by        TEXT,
    suspended     INTEGER NOT NULL DEFAULT 0,
    approved      TEXT
) STRICT;
