CREATE INDEX CONCURRENTLY launch_id ON launch (id);
