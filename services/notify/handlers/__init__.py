"""What notify does with the news of intake and dispatch."""
