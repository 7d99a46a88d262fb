CREATE TABLE launch (id bigint, at date) PARTITION BY RANGE (at);
