"""What others read of our contracts: generated, committed, compared. In no runtime image."""
