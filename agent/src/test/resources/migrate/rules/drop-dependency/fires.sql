DROP FUNCTION fee(int), fee(int, int);
