"""The workbench room."""
