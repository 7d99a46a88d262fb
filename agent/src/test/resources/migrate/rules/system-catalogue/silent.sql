UPDATE pilot SET grade = 1 WHERE id = 7;
SELECT count(*) FROM pg_attribute;
