"""What operators work with: for now the `hotline` command."""
