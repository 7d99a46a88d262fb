UPDATE member SET level = 1;
