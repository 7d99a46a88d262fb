GRANT INSERT ON member TO web;
