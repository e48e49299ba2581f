"""How the product is run: on one machine (`local`), beside a pretend phone network (`sandbox`), in containers."""
