"""What tests share: made-up releases, ledgers and lives, the oracle, an attacker, a server, a browser, a cluster."""
