"""Judge recorded traffic: answers, requests, media, and the own client."""
