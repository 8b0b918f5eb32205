"""The server of a published site: it opens the folder and nothing else, and has only what is published."""

from finalorder.server.app import ServerSettings, create_app
from finalorder.server.assistants import create_assistant_server, run_assistant_server
from finalorder.server.run import run_server
from finalorder.server.site_folder import LiveSite, SiteFolder, load_site_folder

__all__ = [
    "LiveSite",
    "ServerSettings",
    "SiteFolder",
    "create_app",
    "create_assistant_server",
    "load_site_folder",
    "run_assistant_server",
    "run_server",
]
