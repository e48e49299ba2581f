"""The life of an incident as decisions: joined or opened, offered, staffed, found, reviewed, closed. Pure."""
