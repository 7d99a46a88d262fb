CREATE POLICY own ON booking USING (member_id = 1);
