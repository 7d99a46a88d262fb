ALTER TABLE member SET SCHEMA archive;
