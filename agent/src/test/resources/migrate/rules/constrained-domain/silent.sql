CREATE DOMAIN plain AS int;
ALTER TABLE member ADD COLUMN level plain;
