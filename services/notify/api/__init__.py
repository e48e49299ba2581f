"""What hotline staff and the other tools of a network ask of notify over HTTP."""
