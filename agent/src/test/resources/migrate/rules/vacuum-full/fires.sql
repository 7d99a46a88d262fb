VACUUM (FULL) member;
