CREATE VIEW member_list AS SELECT id FROM member;
