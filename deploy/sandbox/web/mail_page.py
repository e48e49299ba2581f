"""The mailbox as a person reads it: a list, and one mail as text; HTML is only ever shown as source."""

from deploy.sandbox.mailbox import Mailbox, ReadableMail, ReceivedMail
from deploy.sandbox.web.markup import inert, time_of
from deploy.sandbox.web.phrases import Phrases

MAILS_SHOWN = 200


def mailbox_view(mailbox: Mailbox, phrases: Phrases, opened: ReceivedMail | None) -> str:
    reading = _reading(opened, phrases) if opened else f'<p class="nothing">{phrases["choose_mail"]}</p>'
    if not len(mailbox):
        reading = f'<div class="nothing"><p>{phrases["no_mails"]}</p><p>{phrases["no_mails_hint"]}</p></div>'
    return f"""
<div class="heading"><div><h1>{phrases["mailbox"]}</h1><p class="lead">{phrases["mailbox_lead"]}</p></div></div>
<div class="mailbox">
<nav class="mails" id="mails" aria-label="{phrases["mail_list"]}" data-new-mail="{phrases["new_mail"]}"
 data-opened="{opened.number if opened else ""}">{mail_list(mailbox, phrases, opened)}</nav>
<article class="reading">{reading}</article>
</div>"""


def mail_list(mailbox: Mailbox, phrases: Phrases, opened: ReceivedMail | None) -> str:
    items = []
    for mail in list(mailbox.newest_first())[:MAILS_SHOWN]:
        items.append(_item(mail, phrases, current=mail is opened))
    return f"<ol>{''.join(items)}</ol>"


def _item(mail: ReceivedMail, phrases: Phrases, *, current: bool) -> str:
    reading = ReadableMail.of(mail)
    opening = " ".join((reading.text or "").split())[:110]
    return f"""
<li><a href="/mailbox/{mail.number}?lang={phrases["lang"]}"{" aria-current=true" if current else ""}>
<span class="to"><bdi>{inert(reading.to)}</bdi></span>{time_of(mail.at_us)}
<span class="subject"><bdi>{inert(reading.subject or phrases["no_subject"])}</bdi></span>
<span class="opening"><bdi>{inert(opening)}</bdi></span></a></li>"""


def _reading(mail: ReceivedMail, phrases: Phrases) -> str:
    reading = ReadableMail.of(mail)
    facts = [
        (phrases["mail_from"], inert(reading.sender)),
        (phrases["mail_to"], inert(reading.to)),
        (phrases["mail_received"], time_of(mail.at_us)),
    ]
    if reading.date:
        facts.insert(2, (phrases["mail_date"], inert(reading.date)))
    if reading.attachments:
        facts.append((phrases["attachments"], inert(", ".join(reading.attachments))))
    rows = "".join(f"<dt>{name}</dt><dd><bdi>{value}</bdi></dd>" for name, value in facts)
    text = (
        f'<pre class="letter" dir="auto" tabindex="0">{inert(reading.text)}</pre>'
        if reading.text is not None
        else f'<p class="note">{phrases["no_text"]}</p>'
    )
    html = (
        f"<details{'' if reading.text is not None else ' open'}><summary>{phrases['html_part']}</summary>"
        f'<pre class="code" tabindex="0">{inert(reading.html)}</pre></details>'
        if reading.html is not None
        else ""
    )
    return f"""
<h2><bdi>{inert(reading.subject or phrases["no_subject"])}</bdi></h2>
<dl>{rows}</dl>
{text}{html}
<p class="source"><a href="/mailbox/{mail.number}/source">{phrases["source"]}</a></p>"""
