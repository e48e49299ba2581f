"""`python -m services.dispatch`."""

from services.chassis.runtime import main
from services.dispatch.app import build
from services.dispatch.settings import DispatchSettings

if __name__ == "__main__":
    settings = DispatchSettings.from_environment()
    main("dispatch", settings, lambda: build(settings))
