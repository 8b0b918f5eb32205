"""What a client would rather have: the language, the form and the coding of an answer, from its headers."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

_WEIGHT = re.compile(r"q=([01](?:\.[0-9]{0,3})?)$")
#: more alternatives than these are no browser's
MOST_CHOICES = 32
#: longer headers than these are read each time
MOST_KEPT = 300


def read_choices(header: str) -> Mapping[str, float]:
    """Read the weight of each alternative of an ``Accept`` header; those that make no sense are left out."""
    return _read_short(header) if len(header) < MOST_KEPT else _read_choices(header)


@lru_cache(1_024)
def _read_short(header: str) -> Mapping[str, float]:
    """Read a header that browsers send again and again."""
    return _read_choices(header)


def _read_choices(header: str) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for part in header.split(",")[:MOST_CHOICES]:
        name, _, rest = part.partition(";")
        last = rest.rpartition(";")[2].strip().lower()
        weight = _WEIGHT.match(last) if last.startswith("q=") else None
        if last.startswith("q=") and weight is None:
            continue
        if name.strip():
            found[name.strip().lower()] = float(weight[1]) if weight else 1.0
    return found


def choose_language(header: str, languages: Sequence[str]) -> str:
    """Choose the language that is liked best, the first of the list if none is; ``es-MX`` is Spanish."""
    weights = {name.partition("-")[0]: weight for name, weight in reversed(list(read_choices(header).items()))}
    liked = [lang for lang in languages if weights.get(lang, 0) > 0]
    return max(liked, key=lambda lang: weights[lang], default=languages[0])


def choose_form(header: str, forms: Mapping[str, str]) -> str:
    """Choose the form that is liked best, by its media type; the first if several are, or none is."""
    choices = read_choices(header)
    weights = {form: _weigh_type(media, choices) for form, media in forms.items()}
    return max(weights, key=lambda form: weights[form]) if any(weights.values()) else next(iter(forms))


def _weigh_type(media: str, choices: Mapping[str, float]) -> float:
    family = f"{media.partition('/')[0]}/*"
    return next((choices[name] for name in (media, family, "*/*") if name in choices), 0.0)


def choose_coding(header: str, sizes: Mapping[str, int]) -> str:
    """Choose the coding that is liked best, the smallest of several; empty for the file as it is."""
    choices = read_choices(header)
    weights = {coding: choices.get(coding, choices.get("*", 0.0)) for coding in sizes}
    liked = [coding for coding, weight in weights.items() if weight > 0]
    return max(liked, key=lambda coding: (weights[coding], -sizes[coding]), default="")


def read_range(header: str, size: int) -> tuple[int, int] | None:
    """Read the first and the last byte of a range of one part; None for what is to be ignored.

    :raises ValueError: if no byte of the file is in it.
    """
    found = re.fullmatch(r"bytes=([0-9]{0,18})-([0-9]{0,18})", header.strip())
    if not found or found[1] == found[2] == "":
        return None
    if not found[1]:
        first, last = max(0, size - int(found[2])), size - 1
        if int(found[2]) == 0:
            raise ValueError(header)
    else:
        first, last = int(found[1]), min(int(found[2] or size - 1), size - 1)
        if found[2] and int(found[2]) < int(found[1]):
            return None
    if first > last:
        raise ValueError(header)
    return first, last
