"""What a text says once the ways of typing are taken away; both sides of a reply read it alike."""
