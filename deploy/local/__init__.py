"""The product on one machine with nothing installed: PostgreSQL, Kafka and services under one supervisor."""
