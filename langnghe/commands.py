"""The commands of `langnghe`, one function each; `uv run langnghe COMMAND --help` explains every one."""

from typing import Annotated

import typer
from rich.console import Console

app = typer.Typer(
    help="Lắng Nghe: a customer-support chatbot and feedback collector for Vietnamese shops.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
orders = typer.Typer(help="Orders of the shop.", no_args_is_help=True)
app.add_typer(orders, name="orders")

Supervised = Annotated[
    bool, typer.Option("--supervised", hidden=True, help="Started by `run`: end when standard input closes.")
]
errors = Console(stderr=True)
