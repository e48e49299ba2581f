"""The HTTP contract: every request and answer of every route as a model, shared by the routers and their clients."""
