/* a /* nested */ comment; */ ALTER TABLE member ADD COLUMN level text DEFAULT E'it\'s; fine'; SELECT 1;
