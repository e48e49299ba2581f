"""The sandbox phone network and mailbox: what the house texts and mails to when no real phone may ring."""
