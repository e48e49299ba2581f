"""The programs of an instance: how each is made ready, started and found to be well."""
