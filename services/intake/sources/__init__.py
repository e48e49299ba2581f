"""The hotline systems that post reports: their keys and how often each may."""
