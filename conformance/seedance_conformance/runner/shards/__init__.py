"""Split a run into shards, and merge their logs."""
