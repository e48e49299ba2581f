"""Who is called when somebody must hear, and when the next one is. Pure."""
