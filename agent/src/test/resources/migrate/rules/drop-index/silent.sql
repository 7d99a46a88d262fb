CREATE INDEX CONCURRENTLY member_idx ON member (email);
