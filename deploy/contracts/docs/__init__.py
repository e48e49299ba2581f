"""Documents that are written from the code: codes, states, HTTP routes, problems, events, commands."""
