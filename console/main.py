"""The entry point: the verbs, each read only when it is used, and the one place where all trouble ends."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import click

from console.output import steady_streams, tell
from console.trouble import UNUSABLE, Trouble

# So many new objects before Python looks for circles among them; compiling law makes many and leaves none.
_OBJECTS_BETWEEN_SWEEPS = 100_000


class Verb(NamedTuple):
    """Where a verb lives, and the first line of its help; both here, so that `--help` reads no verb."""

    module: str
    help: str


VERBS = {
    "validate": Verb("validate", "Say whether law can be used, and everything that is wrong with it."),
    "fmt": Verb("fmt", "Bring files of law into canonical form."),
    "schema": Verb("schema", "Show the JSON Schema by which an editor completes and checks files."),
    "dry-run": Verb("dry_run", "Decide the facts of one instant; nothing happens."),
    "explain": Verb("explain", "Say why something is or is not permitted; or what a name of the law stands for."),
    "params": Verb("params", "Show the numbers of the law: value, bounds, who may change them, who reads them."),
    "explain-code": Verb("explain_code", "Show what a code of a finding means, and how it is put right."),
    "init": Verb("init", "Begin a new constitution: a rule, the facts of one instant, a scenario."),
    "lsp": Verb("serve_lsp", "Serve editors: mistakes while you type, what names stand for, what may be written."),
    "test": Verb("test", "Run the scenarios of the law."),
    "coverage": Verb("coverage", "Say what of the law its scenarios show, and what they do not."),
    "docs": Verb("docs", "Write the law as a site of static pages, for people who read and do not program."),
    "replay": Verb("replay", "Decide recorded sessions, one after the other, or trade them on paper."),
    "backtest": Verb("backtest", "Trade years on paper, on quotes of a model."),
    "run": Verb("run", "Trade on paper on the wall clock."),
    "status": Verb("status", "Show how accounts stand, what comes next, and whether all is well."),
    "stop": Verb("stop", "End sessions in order."),
    "reduce": Verb("reduce", "Only reduce risk from now on."),
    "kill": Verb("kill", "Press the kill switch: cancel working orders, add no risk."),
    "reset": Verb("reset", "Take a lock, a halt or a pivot off, with a reason."),
    "reconcile": Verb("reconcile", "Fetch the broker's state, and compare the books with it."),
    "ledger": Verb("ledger", "Prove, show or export the ledger of an account."),
    "report": Verb("report", "Tell what a week, a month or a quarter of an account came to."),
}


class LazyGroup(click.Group):
    """A group of verbs that are modules of this package, read one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs that are there, in the order of their work."""
        del ctx
        here = Path(__file__).parent
        return [name for name, verb in VERBS.items() if (here / f"{verb.module}.py").exists()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Reads a verb's module; None if there is no such verb."""
        if cmd_name not in self.list_commands(ctx):
            return None
        from importlib import import_module

        command = import_module(f"console.{VERBS[cmd_name].module}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb of these words; says which one was probably meant."""
        name = args[0]
        known = self.list_commands(ctx)
        if name in known or name.startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        from rules.diagnostics.names import nearest

        close = nearest(name, known)
        meant = f" Did you mean `{close}`?" if close else ""
        raise click.UsageError(f"There is no verb `{name}`.{meant}", ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs with the first lines of their help, without reading them."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, VERBS[name].help) for name in self.list_commands(ctx)])


def _version(ctx: click.Context, option: click.Parameter, wanted: bool) -> None:
    del option
    if wanted:
        from importlib.metadata import version

        click.echo(f"alluse {version('alluse')}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    subcommand_metavar="VERB …",
    epilog="`alluse VERB --help` tells more of a verb. Exit codes: 0 done, or yes; 1 the answer is no; "
    "2 wrong usage or unreadable input.",
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
def alluse() -> None:
    """Law as YAML: check it, decide by it, and see why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one verb and gives its exit code. Bad input never ends in a traceback."""
    gc.set_threshold(_OBJECTS_BETWEEN_SWEEPS)
    steady_streams()
    try:
        code = alluse.main(None if arguments is None else list(arguments), prog_name="alluse", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.ClickException as trouble:
        trouble.show()
        return UNUSABLE
    except (click.Abort, KeyboardInterrupt):
        tell("alluse: interrupted before it was done")
        return UNUSABLE
    except SystemExit as stop:  # by click, when whoever reads the output has gone
        return 0 if not stop.code else UNUSABLE
    except OSError as error:
        what = f"`{error.filename}`: " if error.filename else ""
        Trouble(f"{what}{(error.strerror or str(error)).lower()}").show()
        return UNUSABLE
    except MemoryError:
        Trouble("there is not enough memory for this").show()
        return UNUSABLE
    except Exception as error:  # noqa: BLE001 - whatever it is, a person gets one line and not a traceback
        return _our_mistake(error)


def _our_mistake(error: Exception) -> int:
    if os.environ.get("ALLUSE_DEBUG"):
        import traceback

        traceback.print_exception(error)
    what = " ".join(f"{type(error).__name__}: {error}".split())
    Trouble(
        f"a mistake of ours stopped this: {what}",
        "Please report it with the command and its files. `ALLUSE_DEBUG=1` shows where it happened.",
    ).show()
    return UNUSABLE


if __name__ == "__main__":
    sys.exit(main())
