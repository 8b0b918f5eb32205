"""The simulation's parameters measured in a release, through the disclosure gate."""

from dataclasses import dataclass

from finalorder.answers import Shown
from finalorder.disclosure import apply_disclosure_control
from finalorder.errors import RefusedError
from finalorder.lake import Release

HAZARDS_REFUSED = (
    "a rate is about a docket, custody, counsel, a time and an outcome at once, more than a published number may be; "
    "ask --disclosure none, for your own machine."
)


@dataclass(frozen=True, slots=True)
class ParameterFit:
    """The estimates (or the hazards) as answer rows, and the text of a file for ``simulate``."""

    shown: Shown
    parameters_toml: str
    release: Release


def fit_release(release: Release, *, hazards: bool = False, profile: str = "public") -> ParameterFit:
    """Estimate the parameters of a release; the file is written from what was shown, never from what was hidden.

    :raises RefusedError: if hazards are asked of the public profile: each is about five traits at once.
    """
    if hazards and profile == "public":
        raise RefusedError(HAZARDS_REFUSED)
    from finalorder.simulation import fit  # the model is loaded only for this

    found = fit.fit_parameters(release)
    parameters = apply_disclosure_control(found.parameters, profile=profile)
    shown = apply_disclosure_control(found.hazards, profile=profile) if hazards else parameters
    return ParameterFit(shown, fit.format_overrides(parameters, found.entries, release.name), release)
