ALTER TABLE member RENAME name TO full_name;
