"""The way to the target: addresses, TLS, headers, time limits, rate limits and restarts."""
