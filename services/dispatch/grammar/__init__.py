"""What a reply means to the person who sent it, in the state they are in. Pure."""
