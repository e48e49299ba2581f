"""`python -m services.notify`"""

from services.chassis.runtime import main
from services.notify.app import build
from services.notify.settings import NotifySettings

if __name__ == "__main__":
    settings = NotifySettings.from_environment()
    main("notify", settings, lambda: build(settings))
