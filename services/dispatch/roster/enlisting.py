"""What an import makes of each person: what is not said of somebody we know stays, what is to go is named. Pure."""

from collections.abc import Iterable, Iterator
from typing import Final
from uuid import UUID

from schemas.api.dispatch.volunteers import VolunteerChange, VolunteerEntry
from services.dispatch.matching.geography import cell_of
from services.dispatch.model.roster import NewVolunteer, RosterRole, Volunteer

RADIUS_KM: Final = 10.0
"""How far somebody goes who did not say."""
SOMEWHERE: Final = "…"
"""A home is never told."""


def enlisted(entry: VolunteerEntry, before: Volunteer | None, new_id: UUID) -> NewVolunteer:
    """As they are to be stored. `before`: whom the network knows by that call sign."""
    said = {name for name in entry.model_fields_set if getattr(entry, name) is not None}
    home = None if entry.home is None else cell_of(entry.home.lat, entry.home.lon)
    if before is None:
        return NewVolunteer(
            new_id,
            entry.callsign,
            _roles(entry),
            entry.level,
            tuple(dict.fromkeys(entry.languages or ())),
            home,
            entry.radius_km,
            entry.no_residences,
        )
    return NewVolunteer(
        before.volunteer_id,
        before.callsign,
        _roles(entry) if "roles" in said else tuple(sorted(before.roles)),
        entry.level if "level" in said else before.level,
        tuple(dict.fromkeys(entry.languages or before.languages)),
        home if home is not None or "home" in entry.remove else before.home,
        RADIUS_KM if "radius_km" in entry.remove else entry.radius_km if "radius_km" in said else before.radius_km,
        "no_residences" not in entry.remove
        and (entry.no_residences if "no_residences" in said else before.no_residences),
    )


def faults_of_person(person: NewVolunteer) -> Iterator[tuple[str, str]]:
    """What is missing, by the field."""
    if not person.languages:
        yield "/languages", "somebody new needs a language"
    if person.home is None and RosterRole.OBSERVER in person.roles:
        yield "", "an observer needs a home (about a kilometre is enough), or would never be asked"


def changes_of(person: NewVolunteer, before: Volunteer | None) -> Iterator[VolunteerChange]:
    """What becomes different of somebody we know."""
    if before is None:
        return
    old_home, new_home = (None if home is None else SOMEWHERE for home in (before.home, person.home))
    pairs = {
        "roles": (_listed(sorted(before.roles)), _listed(sorted(person.roles))),
        "level": (before.level.value, person.level.value),
        "languages": (_listed(before.languages), _listed(person.languages)),
        "radius_km": (f"{before.radius_km:g}", f"{person.radius_km:g}"),
        "no_residences": (_yes_or_no(before.no_residences), _yes_or_no(person.no_residences)),
    }
    yield from (VolunteerChange(field=field, old=old, new=new) for field, (old, new) in pairs.items() if old != new)
    if before.home != person.home:
        yield VolunteerChange(field="home", old=old_home, new=new_home)


def _roles(entry: VolunteerEntry) -> tuple[RosterRole, ...]:
    return tuple(sorted({RosterRole(role) for role in entry.roles}))


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _yes_or_no(said: bool) -> str:
    return "yes" if said else "no"
