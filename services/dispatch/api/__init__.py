"""What staff may ask of dispatch over HTTP."""
