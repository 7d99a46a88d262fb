SELECT setval('member_id_seq', (SELECT max(id) FROM member));
