"""The command line: one file per command, loaded only when it is called."""

from __future__ import annotations

import importlib
import sys
from keyword import iskeyword

import click

from detente import __version__

#: Every command with its short help; the module ``detente.cli.<name>`` holds it as ``command``.
COMMANDS: dict[str, str] = {
    "brief": "Read documents, assess a case, write the dossier: the main job.",
    "read": "Read press texts into attributed statements.",
    "code": "Decide which statements support which values of a case.",
    "new": "Write a small commented case to start from.",
    "lint": "Report every problem of a case at once, with its line.",
    "show": "Show what a case says and what it rests on.",
    "attach": "Put the text of a registered source with a case.",
    "expurgate": "Write a case without its confidential sources, for handing on.",
    "deals": "Which packages all sides prefer to no deal, what principles choose, who blocks.",
    "hold": "Would a signed deal hold, who breaks it and when, what would make it hold.",
    "split": "What the balance of patience and pressure predicts while they fight.",
    "moratorium": "Accept or refuse a limited cease-fire, at its price.",
    "deter": "How credible guarantees are and must be; deter now or pay later.",
    "import": "Make a case from a GENIUS, NegMAS, CSV or xlsx negotiation scenario.",
    "export": "Write a case as a GENIUS, NegMAS, CSV or xlsx negotiation scenario.",
    "burden": "Who pays, who would leave, who has the votes: shares of a burden and voting power.",
    "stable": "Which states of a conflict nobody would leave, and why.",
    "motives": "Which accounts of the parties' aims the record supports.",
    "why": "Walk a number back to its rule, its inputs and the sentences it rests on.",
    "impact": "What moves when a statement or a source is withdrawn.",
    "flip": "The smallest sets of evidence that turn a conclusion.",
    "sensitivity": "Which numbers of a case move a share, and where it turns.",
    "changes": "What changed between two versions of a case, and what moved because of it.",
    "what-if": "What changes if the case were otherwise, draw by draw.",
    "sweep": "Assess a case over many draws; stop it and go on at any time.",
    "wording": "Check a text for bare words of likelihood and mixed confidence.",
}


class LazyGroup(click.Group):
    """A group that knows its commands by name, so that ``--help`` imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one command that was asked for."""
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        module = importlib.import_module(f"detente.cli.{name}_" if iskeyword(name) else f"detente.cli.{name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest command named when there is none of that name."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else " See 'detente --help'."
            ctx.fail(f"There is no command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="detente")
def group() -> None:
    """From press reports to deals that hold.

    Reads reports into attributed statements, turns them with you into a case, and answers which deals
    are possible, which would hold and for how long, how sure we are, and which sentence each number
    rests on. Works offline; nothing leaves this machine.

    \b
    Start with:
      detente brief -o dossier          the bundled case, as a dossier to read
      detente new mycase                a small commented case of your own
      detente lint mycase               every problem at once, with its line
    """
    from detente.war.building import announce

    announce.set(_tell)


def _tell(what: str) -> None:
    """A line on standard error, where somebody watches."""
    if sys.stderr.isatty():
        click.echo(what, err=True)


def main() -> None:
    """Run the command line; ends quietly on a broken pipe and on Ctrl-C, never with a traceback of ours."""
    from detente.cli._ending import run_to_the_end

    run_to_the_end(group)
