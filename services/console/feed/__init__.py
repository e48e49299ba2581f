"""What the topics say, as a person may see it, and how far behind everything is."""
