"""Where pages are: short addresses in small letters, the same in both languages, that stay when numbers change."""

from finalorder.briefs import make_slug


def name_city_page(city: str) -> str:
    """Name the page of a city."""
    return f"cities/{make_slug(city)}"


def name_measure_page(measure: str, city: str = "") -> str:
    """Name the page of a measure in the nation, or in a city."""
    return f"{name_city_page(city)}/{make_slug(measure)}" if city else f"measures/{make_slug(measure)}"


def link(target: str, origin: str) -> str:
    """Write the way from one page's folder to another's, so that a site works wherever it lies."""
    depth = origin.count("/") + 1 if origin else 0
    return "../" * depth + (f"{target}/" if target else "") or "./"
