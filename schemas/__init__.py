"""The only language the services share: events, topics and values."""
