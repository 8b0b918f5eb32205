"""The naive oracle: the ledger derived one case at a time, from the law and the contract and never from the SQL."""
