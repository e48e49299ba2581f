"""The ways out: each posts once, never retries by itself, and says what its answer lets one conclude."""
