ALTER TABLE member ADD COLUMN settings jsonb;
