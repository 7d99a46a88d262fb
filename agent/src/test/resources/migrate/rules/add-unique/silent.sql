ALTER TABLE member ADD COLUMN badge text;
CREATE UNIQUE INDEX CONCURRENTLY member_badge ON member (badge);
