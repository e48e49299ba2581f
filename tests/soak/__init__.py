"""An hour of work at half of what a machine can do: nothing may grow that does not hold work."""
