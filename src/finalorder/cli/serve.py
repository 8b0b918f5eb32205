"""The command ``serve``."""

from pathlib import Path

import click


@click.command()
@click.argument("site", type=click.Path(path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; this machine alone.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 is any free one.")
@click.option(
    "--rate",
    type=click.FloatRange(0, 1e9),
    default=30,
    show_default=True,
    help="Requests a second of one client; 0: any.",
)
@click.option("--burst", type=click.FloatRange(1, 1e9), default=300, show_default=True, help="How many at once.")
@click.option("--quiet", is_flag=True, help="Write no line for each answer.")
def serve(site: Path, host: str, port: int, rate: float, burst: float, quiet: bool) -> None:
    """Serve a site that `publish` has written. It opens that folder and nothing else.

    A site that is published again is taken up within a second. The lines that it writes name no client. Needs the extra
    `finalorder[server]`.
    """
    from finalorder import api

    log = None if quiet else click.echo
    asked = api.ServeOptions(host, port, rate, burst, log)
    api.serve(site, asked, said=lambda line: click.echo(line, err=True))
