SELECT tidy_up('member');
