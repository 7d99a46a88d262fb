UPDATE pg_catalog.pg_attribute SET attnotnull = true WHERE attname = 'grade';
