"""What notify knows: people and their consent, messages, their deliveries, and what is heard of each. Pure."""
