"""What a reply taken apart means beside what is open: state decides, then the words (rule R20). Pure."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import assert_never

from schemas.reply_text.plain_text import THUMB_DOWN
from services.dispatch.grammar.number_words import NumberUnit
from services.dispatch.grammar.parts import Part, PartKind
from services.dispatch.grammar.readings import (
    Accept,
    Ack,
    Arrived,
    AskAgain,
    Decline,
    EnRoute,
    FindingLetter,
    FindingReply,
    Late,
    Left,
    NotOk,
    Ok,
    OpenPage,
    Reading,
    ReleaseMe,
    ReplyCommand,
    SetLanguage,
    ShiftOff,
    ShiftOn,
    Situation,
    Stage,
    Standby,
    Stay,
    Talk,
    Unread,
    WhichOne,
)
from services.dispatch.grammar.turning_words import (
    AWAY_FOR_A_WHILE,
)
from services.dispatch.grammar.verbs import Verb
from services.dispatch.grammar.words import FINDINGS, SORRY, UNREAL, UNSURE_OF_NO

LONGEST_ETA_MINUTES = 180
LONGEST_SHIFT_HOURS = 24

_COURTEOUS = (Verb.OK, Verb.FINE, Verb.NOTED, Verb.WILLING)
ON_THE_ROAD = (Stage.HELD, Stage.CONFIRMED, Stage.EN_ROUTE)
_OF_DANGER = frozenset(("DANGER", "PELIGRO", "HURT", "INJURED", "HARMED", "HERIDO", "HERIDA", "LASTIMADO"))
"""Said unasked at the scene, even denied, a person reads it."""
NOES = {Verb.NO, Verb.CANNOT, Verb.UNAVAILABLE, Verb.OK, Verb.WILLING}
_SUMS_UP: tuple[tuple[set[Verb], set[Verb], Verb], ...] = (
    (
        {Verb.YES, Verb.YEAH, Verb.GO, Verb.WILL_ARRIVE, Verb.WANT, Verb.SETTING_OUT},
        {Verb.WILL_ARRIVE},
        Verb.WILL_ARRIVE,
    ),
    ({Verb.YES, Verb.YEAH, Verb.GO, Verb.WANT, Verb.ON_IT, Verb.SETTING_OUT}, {Verb.YES}, Verb.YES),
    ({Verb.YES, Verb.YEAH, Verb.GO, Verb.WANT, Verb.ON_IT, Verb.SETTING_OUT}, {Verb.YEAH}, Verb.YES),
    ({Verb.GO, Verb.SETTING_OUT}, {Verb.SETTING_OUT}, Verb.SETTING_OUT),
    ({Verb.HERE, Verb.YES, Verb.YEAH, Verb.I_AM_OUTSIDE}, {Verb.HERE}, Verb.HERE),
    (
        {Verb.AWAY, Verb.SETTING_OUT, Verb.OUT, Verb.I_AM_OUT, Verb.ESTOY_FUERA, Verb.GO, Verb.YES},
        {Verb.AWAY},
        Verb.AWAY,
    ),
    ({Verb.OUT, Verb.I_AM_OUT, Verb.ESTOY_FUERA, Verb.SETTING_OUT}, set(), Verb.OUT),
    ({Verb.NO, Verb.NOT_OK}, {Verb.NOT_OK}, Verb.NOT_OK),
    ({Verb.NO, Verb.CANNOT, Verb.UNAVAILABLE}, {Verb.UNAVAILABLE}, Verb.UNAVAILABLE),
    ({Verb.NO, Verb.CANNOT, Verb.I_AM_OUT}, {Verb.CANNOT}, Verb.CANNOT),
    ({Verb.ACK, Verb.ON_IT, Verb.GO, Verb.YES}, {Verb.ACK}, Verb.ACK),
    ({Verb.ON_IT, Verb.GO, Verb.YES}, {Verb.ON_IT}, Verb.ON_IT),
    ({Verb.STAY, Verb.YES, Verb.GO, Verb.NO}, {Verb.STAY}, Verb.STAY),
    ({Verb.LEAVE, Verb.YES}, {Verb.LEAVE}, Verb.LEAVE),
    ({Verb.OFF, Verb.NO, Verb.I_AM_OFF, Verb.UNAVAILABLE}, {Verb.OFF}, Verb.OFF),
    ({Verb.I_AM_ON, Verb.ON}, {Verb.ON}, Verb.ON),
    ({Verb.STANDBY, Verb.YES, Verb.YEAH, Verb.GO}, {Verb.STANDBY}, Verb.STANDBY),
)
"""What says the same thing; what must be among it; and which of them it is."""
_WORTH_A_GUESS = frozenset(
    (Verb.YES, Verb.YEAH, Verb.STANDBY, Verb.UNAVAILABLE, Verb.GO, Verb.HERE, Verb.TALK, Verb.OFF)
)
_GOES_ON = {Verb.YES, Verb.YEAH, Verb.GO, Verb.WILL_ARRIVE}
"""Beside "all good" to a check-in they say that all goes on."""
_WITH_MINUTES_ONLY = frozenset(
    (("THERE",), ("LLEGO",), ("YA", "LLEGO"), ("ARRIVE",), ("GET", "THERE"), ("YO", "LLEGO"))
)
_RELEASES = frozenset((("RELEASE", "ME"), ("RELEASE",), ("LIBERENME",), ("LIBEREME",)))


class ReplyParts:
    """A reply taken apart, beside the situation that says what its parts mean."""

    def __init__(self, parts: tuple[Part, ...], situation: Situation) -> None:
        self.parts = parts
        self.situation = situation
        self.mission = situation.assignment.code if situation.assignment is not None else None
        self.stage = situation.assignment.stage if situation.assignment is not None else None
        self.verbs = {part.verb for part in parts if part.verb is not None}
        self.numbers = tuple(part for part in parts if part.kind is PartKind.NUMBER)
        self.codes = tuple(dict.fromkeys(part.words[0] for part in parts if part.kind is PartKind.CODE))

    @property
    def unexplained(self) -> tuple[str, ...]:
        """Words with no place in the reply; "at work" has one beside a no, or alone as one to an offer."""
        stray = {PartKind.UNEXPLAINED}
        refused = not self.verbs.isdisjoint({Verb.NO, Verb.CANNOT, Verb.UNAVAILABLE})
        if not refused and (self.verbs or not self.situation.open_offers):
            stray.add(PartKind.REASON)
        return tuple(chain.from_iterable(part.words for part in self.parts if part.kind in stray))

    @property
    def _is_sorry(self) -> bool:
        return any(not SORRY.isdisjoint(part.words) or part.words[:2] == ("LO", "SIENTO") for part in self.parts)

    @property
    def _says_nah(self) -> bool:
        """ "Nah we're fine" is no "no"."""
        return any(part.verb is Verb.NO and part.words in {("NAH",), ("NEL",)} for part in self.parts)

    def reading(self) -> Reading | None:
        """What the explained text means in this situation; None when it contradicts itself or fits nothing open."""
        if not (self.verbs or self.numbers or self.codes):
            if any(part.kind is PartKind.REASON for part in self.parts):
                return self.meaning(Verb.UNAVAILABLE)
            return None if self._is_sorry else Unread(None, ())
        verb = self.one_verb()
        return None if verb is None else self.meaning(verb)

    def guess(self) -> ReplyCommand | None:
        """What the words say, also where it fits nothing open."""
        if not (self.verbs or self.numbers or self.codes):
            return None
        verb = self.one_verb()
        return None if verb is None else self.meant_by(verb)

    def guess_beside(self, unexplained: tuple[str, ...]) -> ReplyCommand | None:
        """One clear word that nothing beside it turns round."""
        clear = self.verbs - set(_COURTEOUS)
        if len(clear) != 1 or not clear.issubset(_WORTH_A_GUESS) or not UNREAL.isdisjoint(unexplained):
            return None
        first = next((part for part in self.parts if part.kind is not PartKind.FILLER), None)
        return self.meant_by(clear.pop()) if first is not None and first.verb in self.verbs else None

    def reading_of_language(self) -> Reading | None:
        return self.meaning(next(iter(self.verbs)))

    def meant_by(self, verb: Verb) -> ReplyCommand | None:
        match self.meaning(verb) or self._although_unfit(verb):
            case AskAgain(code=code):
                return Accept(code, self._minutes())
            case None | WhichOne() | Late() | Unread():
                return None
            case command:
                return command

    def one_verb(self) -> Verb | None:
        """The one thing asked for: OK and "sure" beside another word only underline it, two others contradict."""
        said = self.verbs - set(_COURTEOUS)
        if (
            self.situation.check_in_open
            and said
            and said <= (_GOES_ON | {Verb.HERE} if self.stage is Stage.ON_SCENE else _GOES_ON)
            and not self.verbs.isdisjoint({Verb.OK, Verb.FINE})
        ):
            return Verb.FINE
        if self.situation.check_in_open and said == {Verb.NO} and Verb.FINE in self.verbs and self._says_nah:
            return Verb.FINE
        if not said:
            if self.verbs == {Verb.FINE, Verb.WILLING}:
                return None
            return next((verb for verb in _COURTEOUS if verb in self.verbs), Verb.WILLING)
        if self.stage in ON_THE_ROAD and Verb.GO in said and said <= _GOES_ON | {Verb.SETTING_OUT}:
            return Verb.GO
        if len(said) > 1:
            return next((sum_ for verbs, among, sum_ in _SUMS_UP if among <= said <= verbs), None)
        [verb] = said
        doubtful = verb in (Verb.NO, Verb.CANNOT) and any(
            not UNSURE_OF_NO.isdisjoint(part.words) for part in self.parts if part.verb in (Verb.WILLING, Verb.YEAH)
        )
        return None if doubtful else verb

    def meaning(self, verb: Verb) -> Reading | None:
        match verb:
            case Verb.YES:
                return self._yes()
            case Verb.YEAH | Verb.WANT:
                return self._yeah(verb)
            case Verb.STANDBY:
                return self._standby()
            case Verb.NO:
                return self._no()
            case Verb.CANNOT:
                return self._cannot(every=False)
            case Verb.UNAVAILABLE:
                return self._cannot(every=True)
            case Verb.GO:
                return self._go()
            case Verb.SETTING_OUT:
                return self._left(*Stage) if self.stage is Stage.ON_SCENE else self._go()
            case Verb.WILL_ARRIVE:
                return self._will_arrive()
            case Verb.HERE:
                return self._here()
            case Verb.I_AM_OUTSIDE:
                return self._here() if self.stage not in (Stage.ON_SCENE, Stage.HELD) else None
            case Verb.OK | Verb.FINE | Verb.NOTED | Verb.WILLING:
                return self._ok(verb)
            case Verb.NOT_OK:
                said = self.stage is Stage.ON_SCENE and Verb.NO not in self.verbs  # "no tengo miedo"
                return NotOk() if (said or self.situation.check_in_open) and not self.numbers else None
            case Verb.OUT:
                return self._out()
            case Verb.I_AM_OUT | Verb.ESTOY_FUERA:
                return self._i_am_out(verb)
            case Verb.AWAY:
                return self._left(Stage.ON_SCENE)
            case Verb.LEAVE | Verb.STAY:
                return self._leave_or_stay(verb)
            case Verb.TALK:
                return None if self.numbers else Talk()
            case Verb.ON:
                return self._on()
            case Verb.I_AM_ON:
                if self.situation.open_offers:
                    return self._ask_back()
                return self._on() if self.mission is None else None
            case Verb.OFF:
                return None if self.numbers else ShiftOff()
            case Verb.I_AM_OFF:
                return ShiftOff() if self.mission is None and not self.numbers else None
            case Verb.ENGLISH | Verb.SPANISH:
                return None if self.numbers else SetLanguage("en" if verb is Verb.ENGLISH else "es")
            case Verb.ACK:
                return self.ack(self.situation.duty_pages)
            case Verb.ON_IT:
                return self._on_it()
            case Verb.CONFIRMED | Verb.OTHER_AGENCY | Verb.NOTHING_HERE | Verb.CANNOT_TELL:
                return None  # a finding is read before, and on scene only
            case never:
                assert_never(never)

    def _yes(self) -> Reading | None:
        """To a check-in: well. To an offer; or once more to their own mission, unless they asked to leave it."""
        if not self._fits_minutes():
            return None
        if self.situation.check_in_open and not (self.situation.open_offers or self.codes or self.numbers):
            return Ok()
        again: tuple[str, ...] = ()
        if self.codes or not (
            self.situation.open_offers or self.situation.check_in_open or self.situation.asked_release
        ):
            again = self._missions(*ON_THE_ROAD)
        code = self._about((*self.situation.open_offers, *again))
        return Accept(code, self._minutes()) if isinstance(code, str) else code

    def _yeah(self, verb: Verb) -> Reading | None:
        """As good as yes with minutes, beside "I can", or when asked again; alone to an offer it asks back."""
        if verb is Verb.WANT and not self.situation.asked_again:
            return None
        firm = self.numbers or Verb.WILLING in self.verbs or self.situation.asked_again
        return self._yes() if firm or not self.situation.open_offers else self._ask_back()

    def _standby(self) -> Reading | None:
        if not self._fits_minutes():
            return None
        code = self._about(self.situation.open_offers)
        return Standby(code, self._minutes()) if isinstance(code, str) else code

    def _no(self) -> Reading | None:
        """Not well, when a check-in waits for an answer; else no to an offer, or no more to a mission."""
        if self.numbers:
            return None
        if self.situation.check_in_open and not set(self.codes) & set(self.situation.open_offers):
            return NotOk()
        if self.mission is not None and any(part.words == (THUMB_DOWN,) for part in self.parts):
            return None
        return self._decline()

    def _cannot(self, *, every: bool) -> Reading | None:
        """`every`: they cannot come to anything, so no question is asked which offer they mean."""
        offers = self.situation.open_offers
        if self.numbers or (self.mission is not None and self.stage is Stage.ON_SCENE and not offers):
            return None
        if every and self.mission is None and not (offers or self.situation.recent_codes):
            away = any(not AWAY_FOR_A_WHILE.isdisjoint(part.words) for part in self.parts)
            return ShiftOff() if away and not self.codes else None
        if every and len(offers) > 1 and not self.codes and self.mission is None:
            return Decline(None)
        return self._decline()

    def _decline(self) -> Reading | None:
        offers = self.situation.open_offers
        if len(self.codes) > 1 and set(self.codes) == set(offers) and self.verbs <= NOES:
            return Decline(None)
        code = self._about((*offers, *self._missions(*ON_THE_ROAD)))
        if not isinstance(code, str):
            return code
        if code in offers:
            return Decline(code)
        return ReleaseMe(code, confirmed=self.situation.asked_release == code)

    def _go(self) -> Reading | None:
        """Under way on a mission. To an offer it is no answer yet: did they see that there is a pair to wait for?"""
        missions = self._missions(*ON_THE_ROAD)
        if missions and set(self.codes) <= set(missions):
            return EnRoute(missions[0], self._minutes()) if self._fits_minutes() else None
        firm = (
            self.situation.asked_again
            or self.tells_minutes
            or (self.numbers and not self.verbs.isdisjoint({Verb.GO, Verb.SETTING_OUT}))
        )
        return self._yes() if firm and self.situation.open_offers else self._ask_back()

    def _will_arrive(self) -> Reading | None:
        """ "Be there in 20" is a yes with minutes, or news from the road."""
        if not self.numbers and any(part.words in _WITH_MINUTES_ONLY for part in self.parts):
            return None
        missions = self._missions(*ON_THE_ROAD)
        if missions and set(self.codes) <= set(missions):
            return self._go()
        return self._yes() if self.numbers and self.situation.open_offers else self._go()

    def _here(self) -> Reading | None:
        if self.numbers:
            return None
        if self.situation.check_in_open and self.stage is Stage.ON_SCENE:
            return Ok()
        code = self._about(self._missions(*Stage))
        return Arrived(code) if isinstance(code, str) else code

    def _ok(self, verb: Verb) -> Reading | None:
        """Well, when a check-in asks; to an open offer no answer yet; else a courtesy that says nothing."""
        own = set(self.codes) <= {self.mission}
        if self.situation.check_in_open and own:
            return Ok() if verb in (Verb.OK, Verb.FINE) and not self.numbers else None
        if self.stage is Stage.ON_SCENE and any(not _OF_DANGER.isdisjoint(part.words) for part in self.parts):
            return None
        if verb is Verb.NOTED and self.situation.duty_pages and not self.numbers:
            return self.ack(self.situation.duty_pages)
        if self.situation.open_offers:
            away = self.tells_minutes and self.numbers[0].words[-1] in {"OUT", "AWAY"}  # "I'm 10 min out"
            willing = away or (Verb.WILLING in self.verbs and (self.numbers or self.situation.asked_again))
            if willing or (self.situation.asked_again and self.numbers):
                return self._yes()
            return None if verb is Verb.FINE else self._ask_back()
        late = any(not {"CAN", "PUEDO", "PODEMOS"}.isdisjoint(part.words) for part in self.parts)
        if late and verb is Verb.WILLING and self.mission is None and self.situation.recent_codes and not self.codes:
            return Late(self.situation.recent_codes[0])
        if self.numbers and own and self.tells_minutes:
            return self._go() if self._missions(*ON_THE_ROAD) else None
        if not own or (self.codes and verb is not Verb.OK):
            return self._ask_back()
        return Unread(None, ()) if not self.numbers else None

    @property
    def tells_minutes(self) -> bool:
        """ "15 min", "in 15": more than a bare number, which may count anything."""
        return bool(self.numbers) and self._fits_minutes() and len(self.numbers[0].words) > 1

    def _ask_back(self) -> Reading | None:
        """V18 once; a second unclear yes goes to a human."""
        if not self._fits_minutes():
            return None
        code = self._about(self.situation.open_offers)
        if not isinstance(code, str):
            return code
        return None if code == self.situation.asked_again else AskAgain(code)

    def _out(self) -> Reading | None:
        if self.numbers or len(self.codes) > 1:
            return None
        return Left(self.codes[0] if self.codes else self.mission)

    def _left(self, *stages: Stage) -> Reading | None:
        """From where they were; when that is over already, of what was the latest."""
        missions = self._missions(*stages) or (() if self.mission else self.situation.recent_codes[:1])
        return Left(missions[0]) if missions and not self.numbers and set(self.codes) <= set(missions) else None

    def _i_am_out(self, verb: Verb) -> Reading | None:
        """From the scene: gone. To an offer: no. Before: out of the mission; on the road, who knows."""
        if self.stage is Stage.ON_SCENE:
            return self._out()
        if self.mission is None:
            return self._decline() if self.situation.open_offers and not self.numbers else None
        return self._decline() if verb is Verb.I_AM_OUT and self.stage is not Stage.EN_ROUTE else None

    def _leave_or_stay(self, verb: Verb) -> Reading | None:
        """The answers to V21; SALGO is also "I set out"."""
        if self.numbers or self.mission is None:
            return None
        if self.situation.asked_release == self.mission:
            return ReleaseMe(self.mission, confirmed=True) if verb is Verb.LEAVE else Stay(self.mission)
        words = {part.words for part in self.parts if part.verb is verb}
        if words == {("SALGO",)}:
            return self._go()
        return ReleaseMe(self.mission, confirmed=False) if words <= _RELEASES and self.stage in ON_THE_ROAD else None

    def _on(self) -> Reading | None:
        if not self.numbers:
            return ShiftOn(None)
        [number, *more] = self.numbers
        fits = number.unit in (None, NumberUnit.HOURS) and 1 <= number.number <= LONGEST_SHIFT_HOURS
        return ShiftOn(number.number) if fits and not more else None

    def _on_it(self) -> Reading | None:
        """A lead takes a page; to an offer it sounds like yes."""
        if self.situation.duty_pages:
            return self.ack(self.situation.duty_pages)
        if self.situation.open_offers:
            taken = any(not {"TAKE", "TAKING", "GOT"}.isdisjoint(part.words) for part in self.parts)
            return self._yes() if self.numbers or taken else self._ask_back()
        return Unread(None, ()) if self.mission is not None and not self.numbers else None

    def ack(self, of: Sequence[OpenPage]) -> Reading | None:
        """Of these pages. A bare ACK never takes a cry while anything else is open."""
        if self.numbers:
            return None
        cries = {page.code for page in of if page.sos}
        if len(self.codes) > 1 and {page.code for page in self.situation.duty_pages}.issuperset(self.codes):
            first, *beside = self.codes
            return Ack(first, sos=not cries.isdisjoint(self.codes), beside=tuple(beside))
        if self.codes:
            code = self._about(page.code for page in self.situation.duty_pages)
            return Ack(code, sos=code in cries) if isinstance(code, str) else code
        if len(of) == 1:
            return Ack(of[0].code, sos=of[0].sos)
        return WhichOne(tuple(dict.fromkeys(page.code for page in of))) if cries else Ack(None)

    def _although_unfit(self, verb: Verb) -> ReplyCommand | None:
        """What the word would mean if the rest of the text fitted: a guess, never acted on."""
        offers = self.situation.open_offers
        if self.mission is not None:
            if verb in FINDINGS:
                return FindingReply(self.mission, FindingLetter(verb.value)) if self.stage is Stage.ON_SCENE else None
            if verb in (Verb.YES, Verb.YEAH, Verb.OK, Verb.FINE, Verb.WILLING) and self.situation.check_in_open:
                return Ok()
            if verb is Verb.NOT_OK:
                return None
            if verb is Verb.CANNOT and self.stage in ON_THE_ROAD and not self.numbers:
                return ReleaseMe(self.mission, confirmed=False)
        if verb in (Verb.YES, Verb.YEAH, Verb.GO, Verb.OK, Verb.WILLING, Verb.WILL_ARRIVE) and len(offers) == 1:
            return Accept(offers[0], self._minutes() if self._fits_minutes() else None)
        return None

    def _missions(self, *stages: Stage) -> tuple[str, ...]:
        return (self.mission,) if self.mission is not None and self.stage in stages else ()

    def _about(self, candidates: Iterable[str]) -> "str | WhichOne | Late | None":
        """The code meant: the one named if it is open, else the only one open. What is over never touches another."""
        open_codes = tuple(dict.fromkeys(candidates))
        if len(self.codes) > 1:
            return WhichOne(self.codes) if set(self.codes) <= set(open_codes) else None
        if self.codes:
            [code] = self.codes
            if code in open_codes:
                return code
            return Late(code) if code in self.situation.recent_codes else None
        if len(open_codes) > 1:
            return WhichOne(open_codes)
        if open_codes:
            return open_codes[0]
        latest = self.situation.recent_codes[:1]
        return Late(latest[0]) if latest and self.mission is None else None

    def _fits_minutes(self) -> bool:
        if not self.numbers:
            return True
        minutes = self._minutes()
        return len(self.numbers) == 1 and minutes is not None and 1 <= minutes <= LONGEST_ETA_MINUTES

    def _minutes(self) -> int | None:
        if not self.numbers:
            return None
        match self.numbers[0].unit:
            case None | NumberUnit.MINUTES:
                return self.numbers[0].number
            case NumberUnit.HOURS:
                return self.numbers[0].number * 60
            case NumberUnit.PEOPLE | NumberUnit.VEHICLES:
                return None
            case never:
                assert_never(never)
