"""`AsyncSeedance`, its assets and videos. scripts/regenerate makes `sync_client` from this package: edit it here."""
