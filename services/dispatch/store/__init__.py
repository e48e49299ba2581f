"""Every SQL statement that dispatch runs; none opens a transaction."""
