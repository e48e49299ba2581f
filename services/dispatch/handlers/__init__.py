"""What dispatch does with news and with time: load, decide, save, announce."""
