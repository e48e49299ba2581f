"""What others read of our contracts, written from the code: documents of the HTTP interfaces. In no runtime image."""
