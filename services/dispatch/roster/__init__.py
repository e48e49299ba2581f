"""Who is on call and on duty, and telling the others."""
