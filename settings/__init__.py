"""Every setting of the product: what a shop writes in `config.yml`, what `.env` and the environment put over it.

`load(root)` reads and checks all of it once, at start. Whatever is wrong is said with file, line, what was found and
what was expected, all faults at once, and nothing starts half-configured. `docs/settings.md` lists the keys.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values
from pydantic import ValidationError
from ruamel.yaml.comments import CommentedMap

from settings.checked_yaml import SettingsError, checked, read_yaml
from settings.schema import Config, Environment, Shop

__all__ = ["Config", "Settings", "SettingsError", "Shop", "load"]

PREFIX = "LANGNGHE_"
# Rasa reads these keys of the same file; their meaning is Rasa's to check.
RASA_KEYS = frozenset({"recipe", "language", "assistant_id", "importers", "pipeline"})


@dataclass(frozen=True)
class Settings:
    """Everything, checked; `token` is None when the sandbox stands in for Telegram."""

    root: Path
    config: Config
    token: str | None
    secret_key: str | None

    @property
    def var(self) -> Path:
        """The folder for everything that is made while running."""
        return self.root / "var"


def load(root: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """Read config.yml, .env and the environment (which wins over .env, which wins over config.yml).

    Raises:
        SettingsError: a line for each fault: file and line, what was found, what was expected.
    """
    environment = _environment(root, os.environ if environ is None else environ)
    data = read_yaml(root / "config.yml")
    if not isinstance(data, CommentedMap):
        raise SettingsError("config.yml:1: found no keys, expected the sections that docs/settings.md lists.")
    for key in RASA_KEYS:
        if key not in data:
            raise SettingsError(f"config.yml:1: {key}: found nothing, expected Rasa's key of that name.")
    for key in RASA_KEYS:
        data.pop(key)
    config = checked(Config, data, "config.yml")
    return Settings(root, _overlaid(config, environment), environment.telegram_token, environment.secret_key)


def _environment(root: Path, environ: Mapping[str, str]) -> Environment:
    lines = dotenv_values(root / ".env", interpolate=False)
    merged = {key: (value or "", ".env" + _env_line(root, key)) for key, value in lines.items()}
    merged |= {key: (value, "the environment") for key, value in environ.items()}
    named = {key[len(PREFIX) :].lower(): pair for key, pair in merged.items() if key.startswith(PREFIX)}
    # An empty value means "not set": people clear a line in .env by deleting what stands behind "=".
    given = {key: value for key, (value, _) in named.items() if value}
    try:
        return Environment.model_validate(given)
    except ValidationError as error:
        faults = [
            f"{named[str(fault['loc'][0])][1]}: {PREFIX}{str(fault['loc'][0]).upper()}: "
            f"{'unknown name' if fault['type'] == 'extra_forbidden' else fault['msg'].lower()}; "
            "docs/settings.md lists the names and what they take."
            for fault in error.errors()
        ]
        raise SettingsError("\n".join(faults)) from error


def _env_line(root: Path, key: str) -> str:
    # python-dotenv keeps no line numbers; a name stands at the start of its line.
    text = (root / ".env").read_text(encoding="utf-8").splitlines()
    hits = [
        number
        for number, line in enumerate(text, 1)
        if re.match(rf"\s*(export\s+)?{re.escape(key)}\s*=", line)
    ]
    return f":{hits[-1]}" if hits else ""


def _overlaid(config: Config, environment: Environment) -> Config:
    over = {
        "api": environment.telegram_api,
        "proxy": environment.telegram_proxy,
        "staff_chat_id": environment.staff_chat_id,
    }
    telegram = config.telegram.model_copy(
        update={key: value for key, value in over.items() if value is not None}
    )
    url = environment.database_url or config.database_url
    return config.model_copy(update={"telegram": telegram, "database_url": url})
