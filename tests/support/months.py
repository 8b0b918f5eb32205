"""The months of the lake that attackers of several months share."""

MONTHS = ("2025-08", "2025-09", "2025-10")
