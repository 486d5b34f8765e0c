"""The motives room."""
