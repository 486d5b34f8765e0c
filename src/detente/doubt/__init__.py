"""The doubt room."""
