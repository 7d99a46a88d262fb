CREATE SCHEMA reporting;
DROP SCHEMA reporting;
