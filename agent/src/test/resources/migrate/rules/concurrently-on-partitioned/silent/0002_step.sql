CREATE INDEX launch_id ON ONLY launch (id);
