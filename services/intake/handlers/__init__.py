"""What intake does with the news of dispatch and notify."""
