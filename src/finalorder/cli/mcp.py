"""The command ``mcp``."""

from pathlib import Path

import click


@click.command()
@click.argument("site", type=click.Path(path_type=Path))
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Answer at http://127.0.0.1:PORT/mcp; else on standard input."
)
def mcp(site: Path, port: int | None) -> None:
    """Answer assistants from a site that `publish` has written, over the Model Context Protocol.

    They get the rows of the pages and nothing else: cities, measures, operations, and answers as sentences with their
    method and citation. Needs the extra `finalorder[mcp]`.
    """
    from finalorder import api

    api.serve_assistants(site, port)
