"""Dispatch's values: what is known of an incident, its people and its network, and what a unit decided. Pure."""
