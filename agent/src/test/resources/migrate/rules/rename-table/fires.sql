ALTER TABLE member RENAME TO person;
