"""Dispatch over HTTP: every request and every answer, a file for each subject."""
