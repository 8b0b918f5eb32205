"""Nationalities and languages: the usual ones with their weights, and all others that the lookups list, rarely."""

import re
from itertools import cycle

from finalorder.registry import read_registry_rows
from finalorder.simulation.parameters import Parameters, cache_in_parameters

Origin = tuple[str, str, float]  # nationality, language, weight


@cache_in_parameters
def list_origins(parameters: Parameters) -> tuple[Origin, ...]:
    """List the nationality, language and weight of every kind of person; the usual ones first."""
    usual: list[Origin] = [
        (nationality, language, float(weight)) for nationality, language, weight in parameters["arrivals.nationalities"]
    ]
    nations, languages = {nation for nation, _, _ in usual}, {language for _, language, _ in usual}
    total = sum(weight for _, _, weight in usual)
    rare_nations, rare_languages = (share * total for share in parameters["arrivals.nationalities_rare"])
    others = _list_codes("tblLookupAlienNat", nations)
    spoken = _list_codes("tblLanguage", languages)
    homes = cycle([nationality for nationality, _, _ in usual])
    return (
        *usual,
        *((code, "ENG", rare_nations / len(others)) for code in others),
        *((next(homes), code, rare_languages / len(spoken)) for code in spoken),
    )


def _list_codes(lookup: str, known: set[str]) -> list[str]:
    """List the codes of a lookup that are not known yet and are words."""
    codes = (row["strCode"].strip() for row in read_registry_rows(f"lookups/{lookup}"))
    return [code for code in dict.fromkeys(codes) if re.fullmatch(r"[A-Z]+", code) and code not in known]
