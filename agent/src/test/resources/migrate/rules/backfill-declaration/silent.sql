-- towline: backfill member.id batch=2000 repeat
UPDATE member SET full_name = name WHERE full_name IS NULL;
