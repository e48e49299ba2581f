"""Start intake from the environment: `python -m services.intake`, what a container or the supervisor runs."""

from services.chassis.runtime import main
from services.intake.app import build
from services.intake.settings import IntakeSettings

if __name__ == "__main__":
    settings = IntakeSettings.from_environment()
    main("intake", settings, lambda: build(settings))
