"""What every unit of work of a dispatch process is handed: what seals, and what is remembered between units."""

from dataclasses import dataclass, field

from services.chassis.sealing import Sealer
from services.dispatch.store.caches import CodesInUseCache, CoordinatorCache, NetworkCache, SpareCodes


@dataclass(frozen=True, slots=True)
class DispatchResources:
    """Made once in app.py; each cache holds its own rule."""

    sealer: Sealer
    networks: NetworkCache = field(default_factory=NetworkCache)
    coordinators: CoordinatorCache = field(default_factory=CoordinatorCache)
    codes_in_use: CodesInUseCache = field(default_factory=CodesInUseCache)
    spare_codes: SpareCodes = field(default_factory=SpareCodes)
