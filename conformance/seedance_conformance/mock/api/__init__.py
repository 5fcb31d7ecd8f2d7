"""The mock's HTTP side: requests are inspected and answered here."""
