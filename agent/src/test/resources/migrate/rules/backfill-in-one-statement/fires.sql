UPDATE member SET level = 1 WHERE level IS NULL;
