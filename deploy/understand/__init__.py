"""What the product would make of texts: for operators, translators and tests of the reply grammar. In no image."""
