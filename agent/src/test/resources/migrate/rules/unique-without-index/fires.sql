ALTER TABLE member ADD UNIQUE (email);
