"""The product's own code as something to read, for tests of what may stand where."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "langnghe", "nlu", "sandbox", "scheduler", "settings", "store", "support", "web")
RASAS_OWN = ("nlu/components/", "nlu/rasa_server.py")  # these run in Rasa's environment


def tracked(pattern: str = "*") -> list[str]:
    """The files of the project, by their paths from the root."""
    command = ["git", "ls-files", "--", pattern]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    return [name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


def modules(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    """The Python files of these rooms: their paths from the root, and what is in them."""
    for name, module in _everything():
        if name.startswith(tuple(f"{room}/" for room in rooms)):
            yield name, module


@cache
def _everything() -> list[tuple[str, ast.Module]]:
    return [(name, ast.parse((ROOT / name).read_text(encoding="utf-8"))) for name in tracked("*.py")]


def importers(package: str, *rooms: str) -> set[str]:
    """The files that import this package, or this name of a package."""
    return {
        file
        for file, module in modules(*rooms)
        if any(f"{name}.".startswith(f"{package}.") for name in _imported(module))
    }


def _imported(module: ast.Module) -> set[str]:
    """Everything a module imports, by its full name: "telegram", "sqlalchemy.create_engine"."""
    names: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def literals(module: ast.Module) -> Iterator[str]:
    """The texts in a module that the program uses: not its docstrings, which are for those who read the code."""
    docstrings = {node.value for node in ast.walk(module) if isinstance(node, ast.Expr)}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
            yield node.value
