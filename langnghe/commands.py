"""The commands of `langnghe`, one function each; `uv run langnghe COMMAND --help` explains every one."""

import asyncio
import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from langnghe import doctor as doctor_of
from langnghe import run as running
from langnghe import serving
from langnghe.parts import House, open_house
from settings import SettingsError

app = typer.Typer(
    help="Lắng Nghe: a customer-support chatbot and feedback collector for Vietnamese shops.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
orders = typer.Typer(help="Orders of the shop.", no_args_is_help=True)
app.add_typer(orders, name="orders")

Supervised = Annotated[bool, typer.Option("--supervised", hidden=True, help="Started by `run`: end when standard input closes.")]
errors = Console(stderr=True)
