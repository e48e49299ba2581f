"""Every SQL statement that notify runs, by table group; each takes a connection and never opens a transaction."""
