-- +goose Up
-- to go down, see 0001_hangar.down.sql
CREATE TABLE hangar (id bigint);
