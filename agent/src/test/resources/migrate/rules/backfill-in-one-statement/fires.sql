UPDATE member SET level = 1 WHERE rank = 'student';
