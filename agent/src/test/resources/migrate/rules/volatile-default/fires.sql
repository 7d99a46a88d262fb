ALTER TABLE member ADD COLUMN token uuid DEFAULT gen_random_uuid();
