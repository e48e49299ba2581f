"""Start dispatch from the environment: `python -m services.dispatch`, what a container or the supervisor runs."""

from services.chassis.runtime import main
from services.dispatch.app import build
from services.dispatch.settings import DispatchSettings

if __name__ == "__main__":
    settings = DispatchSettings.from_environment()
    main("dispatch", settings, lambda: build(settings))
