"""The codes of the glossary: every code with its English and Spanish words, from the language catalogues. Pure."""

from deploy.contracts.docs.markdown import table
from schemas.language.catalogue import catalogue

GROUPS: dict[str, tuple[str, str]] = {
    "request": ("What a caller asks for", "`schemas.values.Request`"),
    "channel": ("How a report came, how a message goes", "`schemas.values.Channel`"),
    "trust": ("How far a source is trusted", "`schemas.values.Trust`"),
    "accuracy": ("How well a place is known", "`schemas.values.Accuracy`"),
    "level": ("How far a volunteer is trained", "`schemas.values.Level`"),
    "outcome": ("What was found", "`schemas.values.Outcome`"),
    "delivery": ("What became of a message", "`schemas.values.DeliveryState`"),
    "role": ("What a person does", "`Role` of the roster"),
    "missing": ("What a held report lacks", "`missing` of `ReportHeldV1`"),
    "status": ("What its source may read of a report", "`status_of`"),
    "report_state": ("A report", "[states](states.md)"),
    "incident_state": ("An incident", "[states](states.md)"),
    "offer": ("An offer", "[states](states.md)"),
    "offer_count": ("Offers, counted", "[states](states.md)"),
    "assignment": ("An assignment", "[states](states.md)"),
    "unserved": ("Why nobody serves a report", "`ReportUnservedV1`"),
    "unfilled": ("Why nobody could be found", "`IncidentUnfilledV1`"),
    "ending": ("What callers are told where no finding answers them", "`EndingChosenV1`"),
    "stood_down": ("Why a mission ends", "`IncidentStoodDownV1`"),
    "page": ("Why a duty lead is paged", "`DutyPagedV1`"),
    "reason": ("Why somebody was asked, or not", "`WaveOpenedV1`"),
    "range": ("How far somebody is from there", "`reasons` of an offer"),
    "unreachable": ("Why no text reaches a person", "`ContactReachabilityV1`"),
    "no_mail": ("Why no mail does", "`ContactReachabilityV1`"),
    "agency": ("What it was instead", "`agency` of `FindingReviewedV1`"),
    "consent": ("Whether somebody may be texted", "`consent` of a contact"),
}
"""The groups of the domain `words` that the glossary shows, in this order; what is not there is passed over."""


def section() -> str:
    english, spanish = catalogue("words", "en"), catalogue("words", "es")
    parts = []
    for group, (title, where) in GROUPS.items():
        keys = english.keys_of(group)
        if keys:
            rows = [(f"`{key}`", english.text(group, key), spanish.text(group, key)) for key in keys]
            parts.append(f"\n**{title}** ({where})\n\n{table(('code', 'English', 'español'), rows)}")
    return "".join(parts) + "\n"
