"""The services; each owns its store, and Kafka is the only road between them."""
