-- towline: backfill member.id batch=2000
UPDATE member m SET full_name = name WHERE full_name IS NULL;
