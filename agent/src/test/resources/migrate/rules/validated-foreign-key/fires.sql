ALTER TABLE booking ADD CONSTRAINT fk FOREIGN KEY (member_id) REFERENCES member (id);
