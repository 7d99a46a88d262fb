--- blocking block pg 17: rows that the source does not know go
MERGE INTO pilot p USING member m ON p.id = m.id WHEN NOT MATCHED BY SOURCE THEN DELETE;
--- blocking block pg 17: every row, and what became of it
MERGE INTO pilot p USING member m ON p.id = m.id WHEN MATCHED THEN UPDATE SET name = m.name RETURNING merge_action(), p.id;
--- never block pg 17: another access method, by its default
ALTER TABLE pilot SET ACCESS METHOD DEFAULT;
--- expand-safe none pg 17: the planner's default number of statistics
ALTER TABLE pilot ALTER COLUMN grade SET STATISTICS DEFAULT;
--- expand-safe none pg 17: a limit of its own for the transaction
SET LOCAL transaction_timeout = '5s'; ALTER TABLE pilot ADD COLUMN note text;
--- expand-safe none pg 17: upkeep of a table by another role
GRANT MAINTAIN ON pilot TO web;
--- contract warn pg 17: and taken away again
REVOKE MAINTAIN ON pilot FROM web;
--- expand-safe none pg 17: rows out of JSON
INSERT INTO winch (id) SELECT x FROM JSON_TABLE('[1]'::jsonb, '$[*]' COLUMNS (x int PATH '$')) t;
--- never block pg 17: an exclusion on a partitioned table
ALTER TABLE log ADD CONSTRAINT once EXCLUDE USING btree (at WITH =);
