"""How the console reaches the services and Kafka, and as whom."""
