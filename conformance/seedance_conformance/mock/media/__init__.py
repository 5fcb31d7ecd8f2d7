"""The mock's media: fetches and inspects references, and makes result videos."""
