CREATE TABLE voyage (id bigint, at date) PARTITION BY RANGE (at);
