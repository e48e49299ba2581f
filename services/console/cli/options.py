"""The arguments and options that several commands share."""

from typing import Annotated, Literal

import typer

CodeArgument = Annotated[str, typer.Argument(metavar="CODE")]
"""An incident's spoken code, or its id."""
ReportArgument = Annotated[str, typer.Argument(metavar="REPORT")]
"""A report's spoken ref, or its id."""
CallsignArgument = Annotated[str, typer.Argument(metavar="CALLSIGN")]
NetworkOption = Annotated[str | None, typer.Option("--network")]
NetworksOption = Annotated[list[str], typer.Option("--network")]
"""Of a staff key: one or several, or `*`."""
YesOption = Annotated[bool, typer.Option("--yes", "-y")]
PreviewOption = Annotated[bool, typer.Option("--preview")]
DryRunOption = Annotated[bool, typer.Option("--dry-run")]
LatitudeOption = Annotated[float | None, typer.Option(min=-90, max=90)]
LongitudeOption = Annotated[float | None, typer.Option(min=-180, max=180)]
ResidenceOption = Annotated[bool | None, typer.Option("--residence/--not-residence")]
RequestOption = Literal["observe", "support", "information"]
AccuracyOption = Literal["exact", "intersection", "neighborhood", "unknown"]
ChannelOption = Literal["phone", "voicemail", "sms", "web", "partner"]
