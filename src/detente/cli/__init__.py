"""The command line: one file per command, loaded only when it is called."""

from __future__ import annotations

import importlib

import click

#: Every command with its short help; the module ``detente.cli.<name>`` holds it as ``command``.
COMMANDS: dict[str, str] = {}


class LazyGroup(click.Group):
    """A group that knows its commands by name, so that ``--help`` imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one command that was asked for."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"detente.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command


@click.group(cls=LazyGroup)
def main() -> None:
    """From press reports to deals that hold."""
