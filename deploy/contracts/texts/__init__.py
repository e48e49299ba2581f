"""What notify says, shown to people: in the terminal, on one page, and beside each entry for who translates it."""
