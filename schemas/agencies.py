"""What a mission may turn out to have been instead of immigration enforcement: a closed list, worded by notify.

"NOT immigration" is told only with a positive identification beside it (rule R4), so a reviewer picks one.
"""

from enum import StrEnum


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
