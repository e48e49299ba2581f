"""Intake's public HTTP: hotline systems post and read reports, staff work the queue, an admin lets systems in."""
