WITH gone AS (DELETE FROM visit RETURNING *) SELECT count(*) FROM gone;
