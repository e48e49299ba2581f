"""Fault trials: break a running product while reports are in flight, and check what must hold (rule R83)."""
