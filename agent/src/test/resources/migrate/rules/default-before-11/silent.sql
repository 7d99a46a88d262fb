-- pg: 11
ALTER TABLE member ADD COLUMN level int DEFAULT 1;
