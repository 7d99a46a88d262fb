ALTER TABLE visit SET (fillfactor = 70);
