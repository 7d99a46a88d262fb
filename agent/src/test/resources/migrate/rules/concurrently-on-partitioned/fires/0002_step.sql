CREATE INDEX CONCURRENTLY voyage_id ON voyage (id);
