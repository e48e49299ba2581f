"""The shell around the decisions: load missions under their locks, save what was decided, announce it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from services.chassis.connection import Write, write_together
from services.chassis.failpoints import failpoint
from services.chassis.sealing import Sealer
from services.chassis.timers import Timer, scheduling
from services.chassis.unit_of_work import UnitOfWork
from services.dispatch.incident.offering import target_of
from services.dispatch.model.candidate_pool import Pool
from services.dispatch.model.incident import SEEKING, Incident, IncidentState, OfferState, Page
from services.dispatch.model.message_request import Text, requested
from services.dispatch.model.mission import Duty, Mission
from services.dispatch.model.pending_changes import Record, Said
from services.dispatch.model.roster import Network, Policy
from services.dispatch.store.desk import DeskStore, noting_told_so, saving_findings, saving_pages, writing_timeline
from services.dispatch.store.incidents import IncidentStore, noting_reports, opening
from services.dispatch.store.offers import OfferStore, saving_assignments, saving_offers
from services.dispatch.store.roster import (
    Networks,
    RosterStore,
    Search,
    marking_assigned,
    marking_closed,
    marking_offered,
    marking_released,
)

MAY_SEEK = SEEKING | {IncidentState.ASSESSING, IncidentState.TEAM_READY, IncidentState.EN_ROUTE}
"""Incidents for which somebody may have to be found in this unit."""
COORDINATORS_FOR: Final = timedelta(seconds=10)
OLD_CODES_FOR: Final = timedelta(minutes=10)
"""Far less than the day between what `codes_in_use` looks at and what the counter itself keeps apart."""
SPARE_CODES: Final = 16
"""Taken from the counter at once, so that most units neither lock nor move it."""
SPARE_FOR: Final = timedelta(hours=1)
"""Older ones are dropped: the counter keeps codes apart only if they are given about when they are taken."""


@dataclass(frozen=True, slots=True)
class House:
    """What a process hands to every unit of work."""

    sealer: Sealer
    networks: Networks = field(default_factory=Networks)
    coordinators: dict[str, tuple[datetime, tuple[tuple[UUID, str], ...]]] = field(default_factory=dict)
    """Who gets the mail, read again after COORDINATORS_FOR."""
    old_codes: dict[str, tuple[datetime, frozenset[str]]] = field(default_factory=dict)
    """Codes of incidents that are open for days, read again after OLD_CODES_FOR."""
    spare_codes: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)
    """Taken from the counter then, and not given yet; those of a process that ends are passed over."""


class Casework:
    """One unit's missions. Rows are locked in one order everywhere: areas, incidents by id, then everything else."""

    def __init__(self, unit: UnitOfWork, house: House) -> None:
        self.unit = unit
        self.house = house
        self.incidents = IncidentStore(unit.connection, house.sealer)
        self.offers = OfferStore(unit.connection)
        self.desk = DeskStore(unit.connection)
        self.roster = RosterStore(unit.connection, house.networks)
        self.record = Record()
        self.pool = Pool()
        self.missions: dict[UUID, Mission] = {}
        self.duties: dict[str, Duty] = {}

    @property
    def now(self) -> datetime:
        return self.unit.now

    async def take(self, incident_ids: Iterable[UUID], *, networks: Collection[str] = ()) -> dict[UUID, Mission]:
        """Lock these incidents and read all that hangs on them; `networks`: whose duty is needed besides."""
        wanted = sorted(set(incident_ids))
        incidents = await self.incidents.lock(wanted) if wanted else []
        await self.know({incident.network_id for incident in incidents} | set(networks))
        ids = [incident.id for incident in incidents]
        self.missions = {incident.id: self.mission(incident) for incident in incidents}
        if ids:
            await self._read_on(ids)
        return self.missions

    async def _read_on(self, ids: list[UUID]) -> None:
        for offer in await self.offers.offers_of(ids):
            self.missions[offer.incident_id].offers[offer.person.volunteer_id] = offer
        for assignment in await self.offers.assignments_of(ids):
            self.missions[assignment.incident_id].assignments[assignment.id] = assignment
        for finding in await self.desk.findings_of(ids):
            self.missions[finding.incident_id].findings.append(finding)
        for page in await self.desk.open_pages_of(ids):
            if page.incident_id is not None:
                self.missions[page.incident_id].pages[page.id] = page
        for incident_id, report_ids in (await self.incidents.reports_of(ids)).items():
            self.missions[incident_id].report_ids = report_ids
        await self.look_around(
            [
                Search(mission.incident.id, target_of(mission.incident), _wanted(mission), _asked(mission))
                for mission in self.missions.values()
                if mission.incident.state in MAY_SEEK and mission.duty.leads
            ]
        )

    async def know(self, network_ids: Collection[str]) -> None:
        """Networks and who is on duty there; where nobody is, who must be asked in an emergency all the same."""
        missing = {network_id for network_id in network_ids if network_id not in self.duties}
        if not missing:
            return
        networks = await self.roster.networks(missing)
        leads = await self.roster.duty_leads(list(networks), self.now)
        for network_id, network in networks.items():
            self.duties[network_id] = Duty(network, leads.get(network_id, ()), await self._others(network, leads))

    async def _others(self, network: Network, leads: Collection[str]) -> tuple[tuple[UUID, str], ...]:
        return () if network.network_id in leads else await self.coordinators(network.network_id)

    async def coordinators(self, network_id: str) -> tuple[tuple[UUID, str], ...]:
        known = self.house.coordinators.get(network_id)
        if known is None or not known[0] <= self.now < known[0] + COORDINATORS_FOR:
            people = await self.roster.coordinators(network_id)
            known = (self.now, tuple((person.volunteer_id, person.callsign) for person in people))
            self.house.coordinators[network_id] = known
        return known[1]

    async def take_codes(self, counts: Mapping[str, int]) -> dict[str, list[str]]:
        """Codes that no open incident has; an old one is still named by its own."""
        if not counts:
            return {}
        known = self.house.old_codes
        asked = [name for name in counts if name not in known or self.now >= known[name][0] + OLD_CODES_FOR]
        if asked:
            for name, old in (await self.incidents.codes_in_use(asked, self.now)).items():
                known[name] = (self.now, old)
        codes: dict[str, list[str]] = {}
        missing: dict[str, int] = {}
        for name, count in counts.items():
            spare = self.house.spare_codes.pop(name, [])
            fit = [(at, code) for at, code in spare if self.now < at + SPARE_FOR and code not in known[name][1]]
            codes[name] = [code for _, code in fit[:count]]
            self._keep(name, fit[count:])
            if len(codes[name]) < count:
                missing[name] = count - len(codes[name]) + SPARE_CODES
        if missing:
            in_use = {name: known[name][1] for name in missing}
            for name, fresh in (await self.roster.take_codes(missing, now=self.now, in_use=in_use)).items():
                lacking = counts[name] - len(codes[name])
                codes[name] += fresh[:lacking]
                spare = [(self.now, code) for code in fresh[lacking:]]
                self.unit.after_commit.append(partial(self._keep, name, spare))
        return codes

    def _keep(self, network_id: str, codes: list[tuple[datetime, str]]) -> None:
        self.house.spare_codes.setdefault(network_id, []).extend(codes)

    async def look_around(self, searches: list[Search]) -> None:
        """Who is on call near each place, for the decisions of this unit."""
        if searches:
            policies: dict[str, Policy] = {name: duty.network.policy for name, duty in self.duties.items()}
            self.pool.near = await self.roster.candidates(searches, policies=policies, now=self.now)

    def mission(self, incident: Incident) -> Mission:
        return Mission(incident, self.duties[incident.network_id], self.now, self.record, self.pool)

    async def save(self) -> None:
        """Everything decided, in one statement where that can be, and every event in the order of the decisions."""
        record = self.record
        changed = [record.incidents[incident_id] for incident_id in sorted(record.incidents)]
        people = self._people()
        if len(people) > 1:  # they may be about the same rows, so one after the other: all locked in one order first
            freed = {person_id for person_id, _ in record.released}
            await self.offers.lock_people(freed.union(record.offered, record.closed, record.assigned))
            for write in people:
                await write_together(self.unit.connection, [write])
        await write_together(
            self.unit.connection,
            [
                opening(record.opened.values()),
                self.incidents.changing(changed, self.now.date()),
                noting_reports(record.reports.values(), self.now),
                saving_offers(record.offers.values()),
                saving_assignments(record.assignments.values()),
                saving_findings(record.findings.values()),
                saving_pages(record.pages.values()),
                writing_timeline(record.notes),
                noting_told_so(record.not_understood, self.now),
                *(people if len(people) == 1 else ()),
                scheduling([Timer(a.subject_id, a.kind, a.due_at, a.epoch) for a in record.alarms]),
            ],
        )
        if record.offered:
            await failpoint("M.offer_row")
        for each in record.voice:
            self._announce(each)

    def _people(self) -> list[Write]:
        """What changes for volunteers, in the order in which it has to be written."""
        record = self.record
        resting: dict[datetime | None, list[UUID]] = {}
        for person_id, until in record.released:
            resting.setdefault(until, []).append(person_id)
        writes = (
            marking_offered(record.offered, self.now),
            marking_closed(record.closed),
            marking_assigned(record.assigned),
            *(marking_released(people, until) for until, people in resting.items()),
        )
        return [write for write in writes if write is not None]

    def _announce(self, each: Said | Text) -> None:
        data = each.data if isinstance(each, Said) else requested(each, self.house.sealer, self.now.date())
        self.unit.announce(data, subject=str(each.subject_id), correlation_id=each.correlation_id)

    async def lock_pages(self, pages: dict[UUID, UUID | None]) -> dict[UUID, Page]:
        """Of incidents already taken; those of no incident are locked here."""
        found = {page.id: page for mission in self.missions.values() for page in mission.pages.values()}
        apart = sorted(page_id for page_id, incident_id in pages.items() if incident_id is None)
        if apart:
            found |= {page.id: page for page in await self.desk.lock_pages(apart)}
        return {page_id: found[page_id] for page_id in pages if page_id in found}

    def keep_page(self, page: Page) -> None:
        """As it stands now: with its mission, or by itself where it is about none."""
        mission = self.missions.get(page.incident_id) if page.incident_id else None
        if mission is not None:
            mission.put_page(page)
        else:
            self.record.pages[page.id] = page


def _wanted(mission: Mission) -> int:
    return max(mission.incident.policy.wave_sizes) + 1


def _asked(mission: Mission) -> frozenset[UUID]:
    return frozenset(v for v, offer in mission.offers.items() if offer.state is not OfferState.WITHDRAWN)
