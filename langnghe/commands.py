"""The commands of `langnghe`, one function each; `langnghe COMMAND --help` explains every one."""

import io
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Annotated, ParamSpec

import typer
from rich.console import Console
from rich.progress import Progress

from langnghe import parsing, parts, serving
from langnghe.learning import train_showing_progress
from nlu import training
from nlu.client import ModelUnavailable
from nlu.server import ServerFailed
from settings import SettingsError, load

P = ParamSpec("P")
app = typer.Typer(
    help="Lắng Nghe: a customer-support chatbot and feedback collector for Vietnamese shops.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
orders = typer.Typer(help="Orders of the shop.", no_args_is_help=True)
app.add_typer(orders, name="orders")
Supervised = Annotated[bool, typer.Option("--supervised", hidden=True, help="Started by `run`.")]

# What people can mend themselves: said in a sentence, without a traceback.
MENDABLE = (
    SettingsError,
    training.TrainingFailed,
    ServerFailed,
    ModelUnavailable,
    parts.CannotGoOn,
)


def plainly(command: Callable[P, None]) -> Callable[P, None]:
    """Let a command say what went wrong in a sentence and leave with exit code 2."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except MENDABLE as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(2) from error

    return wrapped


@app.command()
@plainly
def run() -> None:
    """Run the whole service: check, train when needed, migrate, start every part, show where to open it."""
    from langnghe.run import run as run_house

    run_house(parts.open_house(), Console())


@app.command()
@plainly
def train(
    if_needed: Annotated[
        bool, typer.Option("--if-needed", help="Only when data or pipeline changed.")
    ] = False,
) -> None:
    """Train the model on data/nlu; the old one goes on serving until the new one is whole."""
    root = load(parts.ROOT).root
    if if_needed and not training.needs_training(root):
        typer.echo("The model is trained on the data and pipeline as they are.")
        return
    train_showing_progress(root, Console())


@app.command()
@plainly
def parse() -> None:
    """Read a message a line on standard input, print a JSON object a line: what each message means."""
    parsing.parse(parts.open_house(), _lines(), typer.echo)


def _lines() -> Iterator[str]:
    # What is not UTF-8 must not end the rest of the file.
    with io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace", newline="\n") as lines:
        yield from lines


@app.command()
def doctor() -> None:
    """Look at every part and setting, and say what to do about each fault."""
    from langnghe.doctor import examine

    console = Console()
    faults = 0
    for finding in examine():
        faults += not finding.well
        console.print(
            f"{'[green]ok  ' if finding.well else '[red]fix '}[/] [bold]{finding.what}[/]", highlight=False
        )
        console.print(f"     {finding.sentence}", highlight=False, markup=False)
    raise typer.Exit(1 if faults else 0)


@orders.command("import")
@plainly
def import_orders(
    file: Annotated[
        Path, typer.Argument(help="A CSV file; docs/orders.md says which columns.", metavar="FILE")
    ],
) -> None:
    """Take orders from a CSV file; running it twice changes nothing."""
    from langnghe.orders import import_orders as import_file
    from langnghe.orders import in_words

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("orders", total=None)
        report = import_file(
            parts.open_house(), file, lambda done, total: bar.update(task, completed=done, total=total)
        )
    typer.echo(in_words(report))


@orders.command()
@plainly
def link(code: Annotated[str, typer.Argument(help="The order's code.")]) -> None:
    """Print the link that ties a customer's chat to an order."""
    from langnghe.orders import link as link_of

    typer.echo(link_of(parts.open_house(), code))


@app.command()
@plainly
def nlu(supervised: Supervised = False) -> None:
    """Run the model server alone."""
    serving.nlu(parts.open_house(), supervised=supervised)


@app.command()
@plainly
def bot(supervised: Supervised = False) -> None:
    """Run the bot alone: it takes messages in, works them, and sends."""
    serving.bot(parts.open_house(), supervised=supervised)


@app.command()
@plainly
def scheduler(supervised: Supervised = False) -> None:
    """Run the clock alone: check-ins, surveys, housekeeping."""
    serving.scheduler(parts.open_house(), supervised=supervised)


@app.command()
@plainly
def web(
    what: Annotated[
        str, typer.Argument(help="`link` prints a staff member's link instead of serving.")
    ] = "serve",
    name: Annotated[str, typer.Option(help="The staff member whom the link lets in.")] = "Quản lý",
    supervised: Supervised = False,
) -> None:
    """Run the staff page alone, or print a link to it."""
    house = parts.open_house()
    if what == "link":
        typer.echo(serving.web_link(house, name))
    elif what == "serve":
        serving.web(house, supervised=supervised)
    else:
        raise typer.BadParameter(f"found {what!r}, expected `serve` or `link`")


@app.command()
@plainly
def sandbox(supervised: Supervised = False) -> None:
    """Run the sandbox alone: a local Telegram with a page in the browser."""
    serving.sandbox(parts.open_house(), supervised=supervised)


if __name__ == "__main__":
    app()
