"""The command ``publish``."""

from pathlib import Path

import click

from finalorder.cli import options


@click.command()
@options.add_lake_options
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("site"), show_default=True, help="The site's folder."
)
@click.option(
    "--base-url",
    type=options.WEB_ADDRESS,
    metavar="URL",
    help="Where the site will be, for feeds, citations and the sitemap.",
)
@click.option("--city", "cities", multiple=True, metavar="CITY", help="Pages of this city only; repeat for several.")
@click.option("--compare", "compare_with", metavar="RELEASE", help="Publish what became of every row since that one.")
@click.option("--no-briefs", is_flag=True, help="Leave the briefs of operations out.")
def publish(
    lake_dir: Path,
    release: str | None,
    out: Path,
    base_url: str | None,
    cities: tuple[str, ...],
    compare_with: str | None,
    no_briefs: bool,
) -> None:
    """Publish everything of a release as a static site: pages in English and Spanish, their rows, feeds, tables.

    The site that is there stays until the new one is whole. Earlier releases stay under r/, unchanged.
    """
    from finalorder import api

    asked = api.PublishOptions(release, base_url or "", not no_briefs, cities, compare_with)
    made = api.publish(lake_dir, out, asked, said=lambda step: click.echo(f"  {step}", err=True))
    click.echo(
        f"published {made.pages:,} pages at {made.folder}: {made.written:,} files new, {made.shared:,} as before"
    )
