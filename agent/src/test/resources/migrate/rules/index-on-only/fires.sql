CREATE INDEX visit_at ON ONLY visit (at);
