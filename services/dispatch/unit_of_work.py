"""The shell around the decisions: load missions under their locks, save what was decided, announce it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from services.chassis.sealing import Tampered
from services.chassis.unit_of_work import UnitOfWork
from services.dispatch.escalation.fates import PageFates
from services.dispatch.escalation.page_texts import SAID_AS_IT_IS, SceneNow, scene_now
from services.dispatch.escalation.paging import IT_IS_OVER
from services.dispatch.escalation.rounds import page_people
from services.dispatch.incident.ending import SPARED, THANKS, spare_who_cried
from services.dispatch.incident.near_sos import CRY_NEAR, LOOKED_AROUND, note_cry
from services.dispatch.incident.signs import expect_signs, signs_of
from services.dispatch.incident.whom_to_ask import target_of
from services.dispatch.matching.ranking import CandidateSearch
from services.dispatch.model.addressee import LONGEST_REST
from services.dispatch.model.candidate_pool import CandidatePool
from services.dispatch.model.incident import (
    AT_THE_SCENE,
    SEEKING,
    Assignment,
    Incident,
    IncidentState,
    OfferState,
    Page,
)
from services.dispatch.model.mission import Mission, NetworkDuty
from services.dispatch.model.noted_report import NotedReport
from services.dispatch.model.pending_changes import PendingChanges, PendingTimer
from services.dispatch.model.policy import DispatchPolicy
from services.dispatch.model.roster import MeetingPoint
from services.dispatch.model.scene_place import ScenePlace
from services.dispatch.model.sos_call import CryPlace, SosCall
from services.dispatch.resources import DispatchResources
from services.dispatch.saving import save_changes
from services.dispatch.sealing import open_report_place, opened_or_none
from services.dispatch.store.brakes import BrakeStore
from services.dispatch.store.codes import CodeStore
from services.dispatch.store.findings import FindingStore
from services.dispatch.store.incidents import IncidentStore
from services.dispatch.store.offers import OfferStore
from services.dispatch.store.pages import PageStore
from services.dispatch.store.roster import RosterStore
from services.dispatch.store.sos_calls import SosCallStore
from services.dispatch.store.unread_texts import UnreadTextStore

MAY_SEEK = SEEKING | {IncidentState.ASSESSING, IncidentState.TEAM_READY, IncidentState.EN_ROUTE}
"""Incidents for which somebody may have to be found in this unit."""
SPARE_CODES: Final = 16
"""Taken from the counter at once, so that most units neither lock nor move it."""


class IncidentUnitOfWork:
    """One unit's missions. Rows are locked in one order everywhere, which docs/architecture.md says (Lock order)."""

    def __init__(self, unit: UnitOfWork, resources: DispatchResources) -> None:
        self.unit = unit
        self.resources = resources
        self.incidents = IncidentStore(unit.connection, resources.sealer)
        self.offers = OfferStore(unit.connection)
        self.findings = FindingStore(unit.connection)
        self.pages = PageStore(unit.connection)
        self.brakes = BrakeStore(unit.connection)
        self.unread_texts = UnreadTextStore(unit.connection)
        self.sos_calls = SosCallStore(unit.connection)
        self.roster = RosterStore(unit.connection, resources.networks)
        self.codes = CodeStore(unit.connection)
        self.pending = PendingChanges()
        self.pool = CandidatePool()
        self.missions: dict[UUID, Mission] = {}
        self.duties: dict[str, NetworkDuty] = {}
        self.calls: dict[UUID, SosCall] = {}
        """Cries for help that are open, by who cried."""
        self.cries: list[CryPlace] = []
        """Where whoever was sent and is in danger may be."""
        self.to_page: set[str] = set()
        """Networks whose people are paged when this unit ends, besides those with a new page."""
        self.page_fates = PageFates()
        self.moves_brakes = False
        """Set before anything is loaded, by whoever counts misses or takes a probe: brakes are locked then."""
        self.reached: set[UUID] = set()
        """Of those who are paged: whose phone works, as was seen in this unit."""
        self.answered: set[UUID] = set()
        """Of these, who took what they were asked about."""

    @property
    def now(self) -> datetime:
        return self.unit.now

    async def lock_missions(
        self, incident_ids: Iterable[UUID], *, networks: Collection[str] = ()
    ) -> dict[UUID, Mission]:
        """Lock these incidents and read all that hangs on them; `networks`: whose duty is needed besides."""
        wanted = sorted(set(incident_ids))
        incidents = await self.incidents.lock(wanted) if wanted else []
        await self.load_duties({incident.network_id for incident in incidents} | set(networks))
        ids = [incident.id for incident in incidents]
        self.missions = {incident.id: self.mission(incident) for incident in incidents}
        if ids:
            await self._load_parts(ids)
        return self.missions

    async def lock_near(self, areas: Collection[int], named: Collection[tuple[str, str]]) -> dict[UUID, Mission]:
        """Lock what reports might join. Who is there, what they found and is paged is read only where it decides."""
        return await self._at_hand(await self.incidents.lock_joinable(areas, named))

    async def look_near(self, areas: Collection[int]) -> dict[UUID, Mission]:
        """The same of all that are not closed, for who only looks."""
        return await self._at_hand([each for each in await self.incidents.near(areas) if not each.place_gone])

    async def lately_over(self, areas: Collection[int], *, beside: Collection[Mission]) -> list[Mission]:
        """Scenes that are over, which a report may be about rather than about what is open beside them; none are read
        where nothing is open.
        """
        if not beside:
            return []
        over = await self.incidents.lately_over(areas)
        await self.load_duties({incident.network_id for incident in over})
        return [self.mission(incident) for incident in over]

    async def _at_hand(self, incidents: Collection[Incident]) -> dict[UUID, Mission]:
        await self.load_duties({incident.network_id for incident in incidents})
        self.missions = {incident.id: self.mission(incident) for incident in incidents}
        if at_the_scene := [incident.id for incident in incidents if incident.state in AT_THE_SCENE]:
            await self._load_scene(at_the_scene)
        return self.missions

    async def _load_scene(self, ids: list[UUID]) -> None:
        for assignment in await self.offers.assignments_of(ids):
            self.missions[assignment.incident_id].assignments[assignment.id] = assignment
        for finding in await self.findings.findings_of(ids):
            self.missions[finding.incident_id].findings.append(finding)
        for page in await self.pages.open_pages_of(ids):
            if page.incident_id is not None:
                self.missions[page.incident_id].pages[page.id] = page
        for incident_id in ids:
            self.missions[incident_id].awaited_signs = signs_of(self.missions[incident_id])

    async def load_asked(self, ids: list[UUID]) -> None:
        """Who was asked, and what became of it."""
        for offer in await self.offers.offers_of(ids):
            self.missions[offer.incident_id].offers[offer.person.volunteer_id] = offer
        await self._load_scene(ids)

    async def _load_parts(self, ids: list[UUID]) -> None:
        await self.load_asked(ids)
        for report in await self.incidents.reports_of(ids):
            if report.incident_id is not None:
                self.missions[report.incident_id].reports.append(report)
        teams = {each.person.volunteer_id: mission for mission in self.missions.values() for each in mission.team}
        for person_id in await self.roster.unreachable_of(teams):
            teams[person_id].unreachable |= {person_id}
        await self.find_candidates(
            [
                CandidateSearch(mission.incident.id, target_of(mission.incident), _wanted(mission), _asked(mission))
                for mission in self.missions.values()
                if mission.incident.state in MAY_SEEK and mission.duty.attended and not mission.incident.place_gone
            ]
        )

    async def lock_calls(self, network_ids: Collection[str], people: Collection[UUID] = ()) -> None:
        """Every open cry of these networks; one of these people of which no call was kept is kept from now on."""
        self.calls = {call.volunteer_id: call for call in await self.sos_calls.lock_open(network_ids)}
        for call in await self.sos_calls.in_sos(people) if people else ():
            if call.volunteer_id not in self.calls:
                self.put_call(call)

    async def load_duties(self, network_ids: Collection[str]) -> None:
        """Networks, who is on duty there, and who else is asked when somebody must hear."""
        missing = {network_id for network_id in network_ids if network_id not in self.duties}
        if not missing:
            return
        networks = await self.roster.networks(missing)
        leads = await self.roster.duty_leads(list(networks), self.now)
        others = await self.roster.not_on_duty(list(networks), self.now)
        brakes = await self.brakes.brakes_of(networks, locked=self.moves_brakes)
        duties = {
            name: NetworkDuty(network, leads.get(name, ()), others.get(name, ()), brakes.get(name))
            for name, network in networks.items()
        }
        chain = {member.volunteer_id for duty in duties.values() for member in duty.chain}
        deaf = await self.pages.missed_lately(chain, self.now - LONGEST_REST)
        self.duties |= {name: replace(duty, deaf=deaf) for name, duty in duties.items()}

    async def duty_at(self, network_id: str, place: ScenePlace) -> NetworkDuty | None:
        """Of the report's own network; None: its territory does not hold the place. Intake gave the report to whose
        territory that is, and what says otherwise moves nobody of another network (rule R95).
        """
        await self.load_duties({network_id})
        own = self.duties.get(network_id)
        return own if own and own.network.territory.covers(place.lat, place.lon) else None

    async def coordinators(self, network_id: str) -> tuple[tuple[UUID, str], ...]:
        """Who gets the mail: id and call sign."""
        known = self.resources.coordinators.fresh(network_id, self.now)
        if known is None:
            people = await self.roster.coordinators(network_id)
            known = tuple((person.volunteer_id, person.callsign) for person in people)
            self.resources.coordinators.keep(network_id, known, self.now)
        return known

    async def take_codes(self, counts: Mapping[str, int]) -> dict[str, list[str]]:
        """Codes that no open incident has; an old one is still named by its own."""
        if not counts:
            return {}
        in_use, spare = self.resources.codes_in_use, self.resources.spare_codes
        if outdated := in_use.outdated(counts, self.now):
            in_use.keep(await self.incidents.codes_in_use(outdated, self.now), self.now)
        codes = {name: spare.take(name, count, now=self.now, in_use=in_use[name]) for name, count in counts.items()}
        lacking = {name: count - len(codes[name]) for name, count in counts.items() if len(codes[name]) < count}
        if lacking:
            wanted = {name: count + SPARE_CODES for name, count in lacking.items()}
            avoided = {name: in_use[name] for name in lacking}
            for name, fresh in (await self.codes.take(wanted, now=self.now, in_use=avoided)).items():
                codes[name] += fresh[: lacking[name]]
                self.unit.after_commit.append(partial(spare.keep, name, fresh[lacking[name] :], self.now))
        return codes

    async def find_candidates(self, searches: list[CandidateSearch]) -> None:
        """Who is on call near each place, and where nobody goes, for the decisions of this unit."""
        self.cries[:] = await self.sos_calls.cries_out_there(self.incidents)
        if searches:
            spared = frozenset(person_id for cry in self.cries for person_id in cry.people)
            searches = [search._replace(asked=search.asked | spared) for search in searches]
            policies: dict[str, DispatchPolicy] = {name: duty.network.policy for name, duty in self.duties.items()}
            self.pool.near = await self.roster.candidates(searches, policies=policies, now=self.now)
            found = {candidate.volunteer_id: candidate for near in self.pool.near.values() for candidate in near}
            for person_id in await self.sos_calls.in_danger(found):
                self.pool.changed[person_id] = replace(found[person_id], in_danger=True)

    def mission(self, incident: Incident) -> Mission:
        duty = self.duties[incident.network_id]
        return Mission(incident, duty, self.now, self.pending, self.pool, open_place=self._open_place, cries=self.cries)

    def _open_place(self, report: NotedReport) -> ScenePlace | None:
        try:
            return opened_or_none(open_report_place, report.sealed_place, report.report_id, self.resources.sealer)
        except Tampered:
            return None

    async def save(self) -> None:
        """Everything decided, and who is paged because of it."""
        for mission in self.missions.values():
            expect_signs(mission)
        await self._spare_who_cried()
        await self._page_people()
        await save_changes(self.pending, self.unit, self.resources)

    async def _spare_who_cried(self) -> None:
        thanked = {text.person_id for text in self.pending.messages if text.template in THANKS}
        if thanked:
            calls = await self.sos_calls.cried_lately(thanked, SPARED)
            decided = {call.volunteer_id: call for call in self.pending.sos_calls.values()}
            spare_who_cried(self.pending, calls | decided)

    async def _page_people(self) -> None:
        """Last of all decisions: what one person is told may come of many incidents, and is one text."""
        raised = [page for page in self.pending.pages.values() if page.open]
        if self.reached:
            self.to_page |= await self.pages.networks_missed(self.reached)
        over = {text.network_id for text in self.pending.messages if text.template == IT_IS_OVER}
        networks = sorted(self.to_page.union(over, (page.network_id for page in raised)))
        if not networks and not self.reached:
            return
        await self.load_duties(networks)
        duties = [self.duties[name] for name in networks if name in self.duties]
        people = {member.volunteer_id for duty in duties for member in duty.chain}
        addressees = await self.pages.lock_addressees(people | self.reached)
        for person_id in sorted(self.reached):
            before = addressees[person_id]
            after = before.after_an_answer() if person_id in self.answered else before.after_an_arrival()
            if after != before:
                addressees[person_id] = self.pending.addressees[person_id] = after
        for duty in duties:
            name = duty.network.network_id
            known = {page.id: page for page in await self.pages.lock_unanswered(name, self.page_fates.texts)}
            for page in [page for page in self.pending.pages.values() if page.network_id == name]:
                known[page.id] = self.pending.pages[page.id] = page.after(known.get(page.id))
            pages = [page for page in known.values() if page.open]
            taken = await self.pages.taken_cries(pages)
            scenes = await self._scenes([*pages, *taken.values()])
            page_people(duty, pages, addressees, self.page_fates, self.pending, self.now, scenes=scenes, taken=taken)

    async def _scenes(self, pages: Iterable[Page]) -> dict[UUID, SceneNow]:
        """Where the teams of those in danger meet and who is out there: as this unit leaves it, else as stored."""
        wanted = {page.incident_id for page in pages if page.reason in SAID_AS_IT_IS and page.incident_id is not None}
        meetings: dict[UUID, MeetingPoint | None] = {}
        teams: dict[UUID, list[Assignment]] = {}
        for mission in (self.missions[it] for it in wanted & self.missions.keys()):
            meetings[mission.incident.id], teams[mission.incident.id] = mission.incident.meeting, mission.team
        if rest := wanted - meetings.keys():
            meetings |= await self.incidents.meetings(rest)
            for each in await self.offers.assignments_of(rest):
                teams.setdefault(each.incident_id, []).append(each)
        return {
            incident_id: scene_now(point.name if point else None, teams.get(incident_id, ()))
            for incident_id, point in meetings.items()
        }

    def put_page(self, page: Page) -> None:
        """As it stands now: with its mission, or by itself where it is about none."""
        mission = self.missions.get(page.incident_id) if page.incident_id else None
        if mission is not None:
            mission.put_page(page)
        else:
            self.pending.pages[page.id] = page

    def put_call(self, call: SosCall) -> None:
        """As it stands now; one that was cleared is nobody's open cry any more."""
        self.pending.sos_calls[call.id] = call
        if call.cleared_at is None:
            self.calls[call.volunteer_id] = call
            if note_cry(self.cries, call, self.missions.get(call.incident_id or call.id)):
                looks = [PendingTimer(call.id, CRY_NEAR, self.now + after, 0) for after in LOOKED_AROUND]
                self.pending.timers += looks
        else:
            self.calls.pop(call.volunteer_id, None)


def _wanted(mission: Mission) -> int:
    """Those on duty may be among the nearest, and are not asked."""
    return max(mission.incident.policy.wave_sizes) + 1 + len(mission.duty.leads)


def _asked(mission: Mission) -> frozenset[UUID]:
    return frozenset(v for v, offer in mission.offers.items() if offer.state is not OfferState.WITHDRAWN)
