WITH b AS (SELECT ctid FROM member WHERE level IS NULL LIMIT 1000) UPDATE member m SET level = 1 FROM b WHERE m.ctid = b.ctid;
