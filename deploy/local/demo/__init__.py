"""`make demo`: one report's whole story on an instance of its own."""
