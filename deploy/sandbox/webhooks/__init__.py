"""Signed webhooks, as Twilio posts them."""
