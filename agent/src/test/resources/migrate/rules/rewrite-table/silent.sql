ALTER TABLE member SET (autovacuum_enabled = false);
