"""The command ``cities``."""

import click

from finalorder.cli import options


@click.command()
@click.argument("place", required=False)
@options.add_language_option
def cities(place: str | None, lang: str) -> None:
    """List the cities with an immigration court, their courts and other names for them.

    With a PLACE (a town, a metropolitan area, "Hennepin County, MN" or a state): the court that it leads to, and why.
    """
    from finalorder import api
    from finalorder.words import load_words

    words = load_words(lang)
    if place is not None:
        found = api.find_place(place)
        courts = words.join_items([words.translate_name("city", city) for city in found.cities])
        reason = words.format_plain(f"place_basis.{found.basis}")
        click.echo(words.format_plain("cities.place", place=found.name, courts=courts, reason=reason))
        click.echo(f"  {found.source}")
        return
    for city in api.list_court_cities():
        courts = ", ".join(f"{code} ({words.find_word('docket_kind', kind)})" for code, kind in city.courts.items())
        aliases = f"; {', '.join(city.aliases)}" if city.aliases else ""
        click.echo(f"{city.name}, {city.state}: {courts}{aliases}")
