"""The mock's media: references are fetched and inspected, results are made and served."""
