INSERT INTO plan (name) VALUES ('basic');
