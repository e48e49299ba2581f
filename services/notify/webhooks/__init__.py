"""Where providers call: signature first, then once per provider id, then the store; the answer comes after it."""
