"""The private implementation of the client. Users import from `seedance_client`."""
