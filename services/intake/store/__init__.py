"""Every SQL statement that intake runs; none opens a transaction."""
