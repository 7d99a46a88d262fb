COMMENT ON TABLE member IS 'people; not rules';
