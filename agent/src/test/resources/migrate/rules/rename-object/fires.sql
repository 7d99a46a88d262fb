ALTER VIEW member_list RENAME TO members;
