"""The model server: loads the newest model and answers POST /model/parse. Runs in Rasa's environment.

It stands in for `rasa run --enable-api`, which works as well but needs three times the start-up and memory, because it
builds the dialogue side of Rasa and imports TensorFlow. The model, its loader and its graph are Rasa's own.
It listens on loopback and writes no message to any log.

    python -m nlu.rasa_server MODEL PORT [--supervised]        (the token is read from LANGNGHE_MODEL_TOKEN)

With --supervised it prints "ready" when it serves, and ends when its standard input closes: a service that was killed
leaves no server behind.
"""

import hmac
import importlib.util
import json
import os
import signal
import sys
import tempfile
import threading
import types
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Any

Parse = Callable[[str], dict[str, Any]]


SPARED = (
    "rasa.cli.utils",
    "rasa.core.channels",
    "rasa.graph_components.validators.default_recipe_validator",
    "rasa.utils.train_utils",
)
"""Modules that Rasa imports and that answering a message never calls. They bring TensorFlow and twenty chat services."""


class StandIn(types.ModuleType):
    """A module in which every name is an empty class; the modules inside it are the real ones."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__ = [str(folder / Path(*name.split(".")[1:])) for folder in map(Path, rasa_folders())]

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def rasa_folders() -> list[str]:
    """Return where Rasa is installed, without importing it."""
    found = importlib.util.find_spec("rasa")
    return list(found.submodule_search_locations or []) if found else []


def spare_what_is_not_called() -> None:
    """Put stand-ins where Rasa keeps what only training and dialogues need."""
    for name in SPARED:
        sys.modules[name] = StandIn(name)
    recipe = StandIn("rasa.engine.recipes.default_recipe")
    recipe.DefaultV1Recipe = EmptyRecipe
    sys.modules[recipe.__name__] = recipe


class EmptyRecipe:
    """Takes registrations and forgets them: only training asks a recipe for its components."""

    class ComponentType(Enum):
        """The names a component may register under, as Rasa has them."""

        MESSAGE_TOKENIZER = 0
        MESSAGE_FEATURIZER = 1
        INTENT_CLASSIFIER = 2
        ENTITY_EXTRACTOR = 3
        POLICY_WITHOUT_END_TO_END_SUPPORT = 4
        POLICY_WITH_END_TO_END_SUPPORT = 5
        MODEL_LOADER = 6

    @staticmethod
    def register(*_types: object, **_options: object) -> Callable[[type], type]:
        """Leave the component as it is."""
        return lambda component: component


def load(model: Path, workspace: Path) -> Parse:
    """Unpack `model` into `workspace` and return the function that parses a text with it."""
    from rasa.core.channels.channel import UserMessage
    from rasa.engine.constants import PLACEHOLDER_MESSAGE
    from rasa.engine.loader import load_predict_graph_runner
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.engine.storage.local_model_storage import LocalModelStorage

    metadata, runner = load_predict_graph_runner(workspace, model, LocalModelStorage, DaskGraphRunner)

    def parse(text: str) -> dict[str, Any]:
        inputs = {PLACEHOLDER_MESSAGE: [UserMessage(text)]}
        message = runner.run(inputs, targets=[metadata.nlu_target])[metadata.nlu_target][0]
        return {
            "text": text,
            "intent": message.get("intent"),
            "entities": [],
            "intent_ranking": message.get("intent_ranking"),
            "several": message.get("several"),
            "parts": message.get("parts"),
            "gravity": message.get("gravity"),
            "sentiment": message.get("sentiment"),
        }

    return parse


def application(parse: Parse, token: str, model_name: str) -> Any:
    """Build the HTTP application: GET /status and POST /model/parse, both with ?token=."""
    from sanic import Sanic
    from sanic.response import json as answer

    app = Sanic("nlu", configure_logging=False)

    def refused(request: Any) -> bool:
        return not hmac.compare_digest(request.args.get("token", "").encode(), token.encode())

    @app.get("/status")
    async def status(request: Any) -> Any:
        return (
            answer({"error": "wrong token"}, 401) if refused(request) else answer({"model_file": model_name})
        )

    @app.post("/model/parse")
    async def model_parse(request: Any) -> Any:
        if refused(request):
            return answer({"error": "wrong token"}, 401)
        text = text_of(request.body)
        if text is None:
            return answer({"error": 'the body must be JSON like {"text": "..."}'}, 400)
        try:
            return answer(parse(text), dumps=json.dumps)
        except Exception as error:  # noqa: BLE001 - one bad message must not end the server, nor be logged
            return answer({"error": type(error).__name__}, 500)

    return app


def text_of(body: bytes) -> str | None:
    """Return the text asked about, None when the body is not what it should be."""
    try:
        text = json.loads(body)["text"]
    except (ValueError, KeyError, TypeError):
        return None
    return text if isinstance(text, str) else None


def end_with_parent() -> None:
    """End the process when standard input closes, however the parent ended. There is nothing to save."""

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


def main(model: Path, port: int, token: str, *, supervised: bool) -> None:
    """Serve `model` on loopback until a signal comes or, when supervised, standard input closes."""
    if supervised:
        end_with_parent()
    spare_what_is_not_called()
    with tempfile.TemporaryDirectory() as workspace:
        parse = load(model, Path(workspace))
    app = application(parse, token, model.name)
    if supervised:
        app.register_listener(say_ready, "after_server_start")
    # The system's own way to end a process is at once and cannot be missed; there is nothing to save.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    app.run("127.0.0.1", port, access_log=False, motd=False, register_sys_signals=False)


async def say_ready(*_: object) -> None:
    """Tell the supervisor that the server answers."""
    print("ready", flush=True)  # noqa: T201 - the line the supervisor waits for


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        int(sys.argv[2]),
        os.environ.pop("LANGNGHE_MODEL_TOKEN"),
        supervised="--supervised" in sys.argv,
    )
