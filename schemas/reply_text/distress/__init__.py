"""What is a cry for help, whoever writes it: words of danger, and harm told in plain words."""
