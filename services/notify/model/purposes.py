"""What each sealed value was sealed for: only whoever names the same purpose can open it. Pure."""

from typing import Final

PHONE: Final = "contact.phone"
EMAIL: Final = "contact.email"
CALLER: Final = "report.contact"
"""A caller's number, sealed by intake with the report."""
PARAMS: Final = "message.params"
INBOUND_TEXT: Final = "inbound.text"
INBOUND_CONTACT: Final = "inbound.contact"
REPLY_TEXT: Final = "reply.text"
CONSENT: Final = "contact.consent"
