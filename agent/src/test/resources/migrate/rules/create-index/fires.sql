CREATE INDEX member_email ON member (email);
