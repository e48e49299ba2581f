"""Takes reports from hotline systems, keeps them, and tells callers what became of them."""
