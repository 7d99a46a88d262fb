CREATE OR REPLACE VIEW member_list AS SELECT id, email FROM member;
