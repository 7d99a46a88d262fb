ALTER TABLE booking ADD COLUMN guest_id bigint REFERENCES member (id);
