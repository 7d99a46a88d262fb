DROP TABLE IF EXISTS legacy_booking;
