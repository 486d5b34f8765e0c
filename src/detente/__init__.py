"""detente: from press reports to deals that hold."""

__version__ = "0.1.0"
