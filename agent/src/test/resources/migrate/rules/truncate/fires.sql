TRUNCATE visit, visit_detail CASCADE;
