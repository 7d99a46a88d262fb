--- blocking block: nobody writes meanwhile
CREATE INDEX pilot_name ON pilot (name);
--- blocking block: nor here
CREATE INDEX IF NOT EXISTS pilot_tags ON pilot USING gin (tags);
--- blocking block: without a name
CREATE INDEX ON pilot (lower(email)) WHERE email IS NOT NULL;
--- blocking block: a unique one
CREATE UNIQUE INDEX pilot_email ON pilot (email);
--- contract warn: a unique one, concurrently
CREATE UNIQUE INDEX CONCURRENTLY pilot_email ON pilot (email);
--- expand-safe none: concurrently
CREATE INDEX CONCURRENTLY pilot_name ON pilot (name);
--- expand-safe warn: concurrently, unless it is there
CREATE INDEX CONCURRENTLY IF NOT EXISTS pilot_name ON pilot USING btree (name DESC NULLS LAST) INCLUDE (id) WITH (fillfactor = 70);
--- expand-safe none: with timeouts of its own
SET lock_timeout = '5s';
SET statement_timeout = '30min';
CREATE INDEX CONCURRENTLY pilot_name ON pilot (name);
--- never block: concurrently in a transaction
BEGIN;
CREATE INDEX CONCURRENTLY pilot_name ON pilot (name);
COMMIT;
--- never block: all of these in a transaction
START TRANSACTION;
DROP INDEX CONCURRENTLY IF EXISTS pilot_name;
REINDEX TABLE CONCURRENTLY pilot;
END;
--- contract warn: concurrently
DROP INDEX CONCURRENTLY pilot_name;
--- blocking block: everybody waits
DROP INDEX pilot_name;
--- blocking block: for both
DROP INDEX IF EXISTS a, club.b;
--- blocking block: built anew while nobody writes
REINDEX TABLE pilot;
--- blocking block: one of them
REINDEX INDEX pilot_name;
--- blocking block: all of them
REINDEX DATABASE club;
--- blocking block: a whole schema
REINDEX (VERBOSE) SCHEMA club;
--- expand-safe none: concurrently
REINDEX INDEX CONCURRENTLY pilot_name;
--- expand-safe none: concurrently, in the other spelling
REINDEX (CONCURRENTLY) INDEX pilot_name;
--- expand-safe none: only its name
ALTER INDEX pilot_name RENAME TO pilot_by_name;
--- blocking block: it is read anew
REFRESH MATERIALIZED VIEW totals;
--- expand-safe none: concurrently
REFRESH MATERIALIZED VIEW CONCURRENTLY totals;
--- never block: copied
VACUUM FULL pilot;
--- never block: copied as well
VACUUM (FULL, ANALYZE) pilot;
--- expand-safe none: only tidied
VACUUM ANALYZE pilot;
--- never block: sorted
CLUSTER pilot USING pilot_name;
--- never block: all that were sorted
CLUSTER;
--- expand-safe none: only counted
ANALYZE pilot;
--- expand-safe warn: the frame of a partitioned index
CREATE INDEX log_at ON ONLY log (at);
--- expand-safe none: what fills the frame
ALTER INDEX log_at ATTACH PARTITION log_2026_at;
