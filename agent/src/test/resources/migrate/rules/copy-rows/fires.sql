COPY plan (name) FROM stdin;
basic
\.

