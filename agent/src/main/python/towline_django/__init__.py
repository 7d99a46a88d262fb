"""Django's own migration executor with statement-level deferral, bridges and a ledger. See README.md beside this."""
