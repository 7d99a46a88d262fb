-- +goose Up
CREATE TABLE hangar (id bigint);
-- +goose Down
DROP TABLE hangar;
