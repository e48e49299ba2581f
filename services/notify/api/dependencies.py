"""What notify's routes are handed beyond the chassis' own, as FastAPI dependencies; app.py puts it on `app.state`."""

from typing import Annotated, cast

from fastapi import Depends, Request

from services.notify.delivery.sender import DeliverySender
from services.notify.providers.smtp import SmtpMail


async def text_sender_of(request: Request) -> DeliverySender:
    return cast("DeliverySender", request.app.state.text_sender)


async def mail_of(request: Request) -> SmtpMail:
    return cast("SmtpMail", request.app.state.mail)


async def allowed_prefixes_of(request: Request) -> tuple[str, ...]:
    return cast("tuple[str, ...]", request.app.state.allowed_prefixes)


TheTextSender = Annotated[DeliverySender, Depends(text_sender_of)]
TheMail = Annotated[SmtpMail, Depends(mail_of)]
AllowedPrefixes = Annotated[tuple[str, ...], Depends(allowed_prefixes_of)]
"""Beginnings of numbers that may be texted."""
