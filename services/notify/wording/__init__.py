"""Every text and mail that leaves the house, in the language of its reader."""
