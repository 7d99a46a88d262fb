CREATE TABLE visit (at timestamptz NOT NULL) PARTITION BY RANGE (at);
CREATE INDEX visit_at ON ONLY visit (at);
