"""Programs kept running, and never left behind."""
