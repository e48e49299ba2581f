"""Every event, by the aggregate that its topic is named after."""
