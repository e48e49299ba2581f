"""Hostile requests and records against a whole stack: nobody is let in, nothing breaks, nothing is repeated."""
