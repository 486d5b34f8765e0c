"""The deals room."""
