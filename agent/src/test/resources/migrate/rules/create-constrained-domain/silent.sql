CREATE DOMAIN whole AS int;
