"""Turns reports into incidents, offers them to volunteers, and follows each mission to its reviewed finding."""
