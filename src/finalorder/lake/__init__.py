"""The lake on disk: releases side by side, each published by swapping one pointer."""

from finalorder.lake.folders import Draft, Lake, Release

__all__ = ["Draft", "Lake", "Release"]
