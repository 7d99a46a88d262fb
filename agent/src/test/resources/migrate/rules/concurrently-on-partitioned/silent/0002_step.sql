CREATE INDEX voyage_id ON ONLY voyage (id);
