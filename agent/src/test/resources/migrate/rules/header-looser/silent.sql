-- Nobody reads it any more.
-- towline: contract
ALTER TABLE member ADD COLUMN level int;
