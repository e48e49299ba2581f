"""Intake over HTTP: every request and every answer, a file for each subject.

Hotline systems post and read reports, staff work the queue, an admin lets systems in.
"""
