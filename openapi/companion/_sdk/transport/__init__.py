"""Send requests: the effects that the logic yields, and httpx, which performs them."""
