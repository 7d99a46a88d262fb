-- pg: 10
ALTER TABLE member ADD COLUMN level int DEFAULT 1;
