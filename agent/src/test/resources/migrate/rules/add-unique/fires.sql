CREATE UNIQUE INDEX CONCURRENTLY member_email ON member (email);
