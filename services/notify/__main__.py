"""Start notify from the environment: `python -m services.notify`, what a container or the supervisor runs."""

from services.chassis.runtime import main
from services.notify.app import build
from services.notify.settings import NotifySettings

if __name__ == "__main__":
    settings = NotifySettings.from_environment()
    main("notify", settings, lambda: build(settings))
