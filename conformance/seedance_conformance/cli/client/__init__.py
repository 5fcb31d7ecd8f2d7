"""The commands of the client: create, wait, download, assets and their journal."""
