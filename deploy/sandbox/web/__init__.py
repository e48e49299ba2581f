"""What the sandbox answers over HTTP: the provider's face, the tests' controls and the pages."""
