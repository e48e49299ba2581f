"""The phones as a person would see them: a card per number, its thread, and a box to answer from."""

from itertools import islice

from deploy.sandbox.network.ledger import OUTBOUND, CarrierText, Ledger, Phone
from deploy.sandbox.web.markup import attribute, inert, time_of
from deploy.sandbox.web.phrases import Phrases

PHONES_SHOWN = 48
TEXTS_SHOWN = 60


def phones_view(ledger: Ledger, phrases: Phrases, wanted: str) -> str:
    fitting = (phone for phone in ledger.phones_newest_first() if _fits(phone, wanted))
    phones = list(islice(fitting, PHONES_SHOWN + 1))
    cards = "".join(phone_card(phone, phrases) for phone in phones[:PHONES_SHOWN])
    more = f'<p class="note">{phrases["more_phones"]}</p>' if len(phones) > PHONES_SHOWN else ""
    return f"""
<div class="heading">
<div><h1>{phrases["phones"]}</h1><p class="lead">{phrases["phones_lead"]}</p></div>
<form class="search" role="search" action="/phones">
<input type="hidden" name="lang" value="{phrases["lang"]}">
<label class="unheard" for="wanted">{phrases["search"]}</label>
<input id="wanted" type="search" name="q" value="{attribute(wanted)}" placeholder="{phrases["search_hint"]}"
 maxlength="40" autocomplete="off">
<button>{phrases["search_do"]}</button>
</form>
</div>
<section class="phones" id="phones" aria-label="{phrases["phones"]}" data-wanted="{attribute(wanted)}"
 data-shown="{PHONES_SHOWN}" data-new-text="{phrases["new_text"]}">{cards}</section>
{_nothing(phrases, wanted) if not phones else ""}{more}"""


def _fits(phone: Phone, wanted: str) -> bool:
    wanted = wanted.strip().casefold()
    digits = "".join(character for character in wanted if character.isdigit())
    return not wanted or wanted in phone.label.casefold() or (bool(digits) and digits in phone.number)


def _nothing(phrases: Phrases, wanted: str) -> str:
    if wanted.strip():
        link = f'<a href="/phones?lang={phrases["lang"]}">{phrases["show_all"]}</a>'
        return f'<div class="nothing" id="nothing"><p>{phrases["no_match"]}</p><p>{link}</p></div>'
    return f'<div class="nothing" id="nothing"><p>{phrases["no_phones"]}</p><p>{phrases["no_phones_hint"]}</p></div>'


def phone_view(phone: Phone, phrases: Phrases) -> str:
    return f"""
<p class="back"><a href="/phones?lang={phrases["lang"]}">← {phrases["back_phones"]}</a></p>
<h1 class="unheard">{phrases["phones"]}</h1>
<section class="phones single" id="phones" data-shown="1" data-only="{attribute(phone.number)}"
 data-new-text="{phrases["new_text"]}">{phone_card(phone, phrases)}</section>"""


def phone_card(phone: Phone, phrases: Phrases) -> str:
    name = phone.label or _readable(phone.number)
    key = attribute(phone.number.removeprefix("+"))
    texts = list(islice(reversed(phone.texts), TEXTS_SHOWN))
    older = f'<li class="older">{phrases["older"]}</li>' if len(phone.texts) > TEXTS_SHOWN else ""
    bubbles = "".join(_bubble(text, phrases) for text in reversed(texts))
    empty = "" if texts else f'<li class="older">{phrases["no_texts"]}</li>'
    return f"""
<article class="phone" id="phone-{key}" data-number="{attribute(phone.number)}" data-name="{attribute(name)}"
 aria-labelledby="name-{key}">
<header class="who">
<span class="face" aria-hidden="true" data-hue="{_hue(phone.number)}">{inert(_initials(phone))}</span>
<div><h2 id="name-{key}"><a href="/phones/{key}?lang={phrases["lang"]}">{inert(name)}</a></h2>
{f'<p class="number">{inert(_readable(phone.number))}</p>' if phone.label else ""}</div>
{_badge(phone, phrases)}
</header>
<ol class="thread" tabindex="0" role="log" aria-label="{phrases["thread_of"]} {attribute(name)}">{older}{empty}{
        bubbles
    }</ol>
<form class="answer" data-sending="{phrases["sending"]}" data-not-taken="{phrases["not_taken"]}"
 data-no-answer="{phrases["no_answer"]}">
<label class="unheard" for="box-{key}">{phrases["answer_as"]} {inert(name)}</label>
<input id="box-{key}" name="body" maxlength="1600" required autocomplete="off"
 placeholder="{phrases["answer_hint"]}">
<button>{phrases["send"]}</button>
<p class="outcome" role="status"></p>
</form>
</article>"""


def _badge(phone: Phone, phrases: Phrases) -> str:
    if not phone.blocked:
        return ""
    return f'<p class="badge" title="{phrases["opted_out_hint"]}">{phrases["opted_out"]}</p>'


def _bubble(text: CarrierText, phrases: Phrases) -> str:
    side = "theirs" if text.direction == OUTBOUND else "mine"
    who = phrases["from_hotline"] if text.direction == OUTBOUND else phrases["from_phone"]
    parts = phrases["segment"] if text.segments == 1 else phrases["segments"]
    mood, status = _status(text, phrases)
    return f"""
<li class="{side}" data-sid="{text.sid}"><span class="unheard">{who}: </span>
<p class="body" dir="auto">{inert(text.body)}</p>
<p class="facts">{time_of(text.at_us)}<span>{text.segments} {parts} · {text.encoding}</span>
<span class="status {mood}">{status}</span></p></li>"""


def _status(text: CarrierText, phrases: Phrases) -> tuple[str, str]:
    """Its mood for the colour, its words for everybody."""
    if text.direction != OUTBOUND:
        answered = text.callbacks[-1].answered if text.callbacks else None
        if text.callbacks is None:
            return "waiting", phrases["status_received"]
        if answered is not None and 200 <= answered < 300:
            return "good", phrases["received_2xx"]
        return "bad", phrases["received_not"] + (f" ({answered})" if answered else "")
    words = phrases.get(f"status_{text.status}", text.status)
    match text.status:
        case "delivered":
            return "good", words
        case "undelivered" | "failed":
            return "bad", words + (f" ({phrases['error']} {text.error_code})" if text.error_code else "")
        case _:
            return "waiting", words


def _initials(phone: Phone) -> str:
    return phone.label.strip()[:1].upper() if phone.label.strip() else phone.number[-2:]


def _hue(number: str) -> int:
    """One of eight colours, always the same for a number."""
    return sum(number.encode()) % 8


def _readable(number: str) -> str:
    if number.startswith("+1") and len(number) == 12:
        return f"+1 {number[2:5]} {number[5:8]} {number[8:]}"
    return number
