"""What a mission may turn out to have been instead of immigration enforcement: a closed list, worded by notify.

"NOT immigration" is told only with a positive identification beside it (rule R4), so a reviewer picks one, or says in
a few words of their own what no key of the list names (rule R18).
"""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints


class Agency(StrEnum):
    """Keys of the group `agency` in schemas/language/locales/*/words.po."""

    FARE_INSPECTORS = "fare_inspectors"
    TRANSIT_POLICE = "transit_police"
    LOCAL_POLICE = "local_police"
    SHERIFF = "sheriff"
    HIGHWAY_PATROL = "highway_patrol"
    FIRE_DEPARTMENT = "fire_department"
    AMBULANCE = "ambulance"
    UTILITY_CREW = "utility_crew"
    CONSTRUCTION = "construction"
    PARKING = "parking"
    TOW_TRUCK = "tow_truck"
    PRIVATE_SECURITY = "private_security"
    CODE_ENFORCEMENT = "code_enforcement"
    FILM_CREW = "film_crew"
    OTHER_AGENCY = "other_agency"


AgencyWord = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9ñÑéÉüÜ][A-Za-z0-9ñÑéÉüÜ .,&'/-]{1,29}$")]
"""What it was in a reviewer's own words, where the list has no key for it: signs that cost a text one unit each, so
without á, í, ó, ú; short enough for every text that names an agency.
"""


class OwnWords(BaseModel):
    """What it was where the list has no key for it; each caller and observer reads their language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    en: AgencyWord
    es: AgencyWord
