CREATE TABLE launch (id bigint, at date) PARTITION BY RANGE (at);
CREATE TABLE launch_rest PARTITION OF launch DEFAULT;
