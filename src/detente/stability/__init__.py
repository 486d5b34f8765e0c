"""The stability room."""
