GRANT SELECT ON member TO reporting;
