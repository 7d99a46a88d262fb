CREATE INDEX CONCURRENTLY i ON member (email);
DROP VIEW member_list;
