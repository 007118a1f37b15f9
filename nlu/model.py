"""A trained Rasa model, opened without TensorFlow.

None of our components needs TensorFlow, but Rasa imports it on the way to them: a stock server is ready in 16
s, this one in 4 s (two cores). So before the model is opened, a few of Rasa's modules
are replaced by stand-ins, each with its reason below; the graph, the components and their results are Rasa's
own. This holds for the whole process: do not train in one that has opened a model here.
"""

from __future__ import annotations

import sys
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

MESSAGES, TRACKER = "__message__", "__tracker__"
"""Names of a graph's two inputs, from `rasa.engine.constants` (which imports the chat channels)."""

NOTHING_READ: dict[str, Any] = {"text": "", "intent": {"name": None, "confidence": 0.0}, "entities": []}
"""What Rasa's `/model/parse` starts a reply from."""

Reply = dict[str, Any]


class NoModel(Exception):
    """There is no usable model at this place; the message is a sentence."""


@dataclass(frozen=True)
class UserMessage:
    """What the graph needs of Rasa's class of this name."""

    text: str
    message_id: str | None = None
    metadata: dict[str, Any] | None = None


class Model:
    """Reads texts as `rasa run` would, except that "/…" is a text like any other and no command."""

    def __init__(self, path: Path) -> None:
        """Open the model; raises NoModel."""
        check_exists(path)
        _put_stand_ins()
        from rasa.engine.loader import load_predict_graph_runner
        from rasa.engine.runner.dask import DaskGraphRunner
        from rasa.exceptions import UnsupportedModelVersionError
        from rasa.shared.exceptions import RasaException

        try:
            with tempfile.TemporaryDirectory() as folder:
                metadata, self._runner = load_predict_graph_runner(
                    Path(folder), path, _storage(), DaskGraphRunner
                )
        except (
            tarfile.TarError,
            EOFError,
            OSError,
            KeyError,
            UnsupportedModelVersionError,
            RasaException,
        ) as broken:
            why = " ".join(str(broken).split())
            raise NoModel(
                f"{path} is not a model that can be opened ({type(broken).__name__}: {why})."
            ) from broken
        self._target = metadata.nlu_target
        self.id = str(metadata.model_id)
        self.file = path.name
        self.encoders = sorted(
            node.config["alias"]
            for node in metadata.predict_schema.nodes.values()
            if "texts_at_once" in node.config
        )

    def read(self, texts: Sequence[str]) -> list[Reply]:
        """A reply a text, in Rasa's format."""
        inputs = {MESSAGES: [UserMessage(text.strip()) for text in texts], TRACKER: None}  # Rasa strips, too
        messages = self._runner.run(inputs=inputs, targets=[self._target])[self._target]
        return [_reply(message.as_dict(only_output_properties=True)) for message in messages]


def check_exists(path: Path) -> None:
    """Raise NoModel when there is no file at `path`; Rasa itself would open another model instead."""
    if not path.is_file():
        raise NoModel(f"There is no model {path}: train one first (`make train`).")


def _reply(properties: dict[str, Any]) -> Reply:
    """A message's output properties → the reply, without the tokens, which nobody here uses."""
    reply = {**NOTHING_READ, **properties}
    reply.pop("text_tokens", None)
    return reply


def _put_stand_ins() -> None:
    """Replace the modules that lead to TensorFlow or to the chat channels, unless that was done already."""
    recipe_name = "rasa.engine.recipes.default_recipe"
    if isinstance(sys.modules.get(recipe_name), _StandIn):
        return
    # Every component imports the recipe for its @register decorator; the recipe imports the policies, which
    # are built on TensorFlow. The registry serves training only: a trained graph names its classes itself.
    _StandIn(recipe_name, DefaultV1Recipe=_Recipe)
    # The converter of incoming messages imports UserMessage, and with it every chat platform that Rasa knows:
    # 2 s.
    _StandIn("rasa.core.channels", UserMessage=UserMessage)
    _StandIn("rasa.core.channels.channel", UserMessage=UserMessage)
    # Rasa appends this handler to every pipeline. It takes a text that starts with "/" for a command with
    # full confidence, and its base class imports TensorFlow.
    from rasa.engine.graph import GraphComponent

    class RegexMessageHandler(GraphComponent):
        """Hands the messages on as they are."""

        @classmethod
        def create(cls, *_: Any, **__: Any) -> RegexMessageHandler:
            return cls()

        def process(self, messages: list[Any], domain: Any | None = None) -> list[Any]:
            return messages

    _StandIn("rasa.nlu.classifiers.regex_message_handler", RegexMessageHandler=RegexMessageHandler)


class _StandIn(ModuleType):
    """A module of our own under the name of one of Rasa's."""

    def __init__(self, name: str, **members: Any) -> None:
        super().__init__(name, f"Stands in for Rasa's module; see {__name__}.")
        vars(self).update(members)
        sys.modules[name] = self


class _Recipe:
    """Decorates a component without registering it anywhere."""

    class ComponentType:
        """The types that components name in their decorator; their values mean nothing here."""

        MESSAGE_TOKENIZER = MESSAGE_FEATURIZER = INTENT_CLASSIFIER = None

    @staticmethod
    def register(*_: Any, **__: Any) -> Any:
        return lambda component: component


def _storage() -> Any:
    """Rasa's storage of models, which leaves out the training graph: its classes import TensorFlow."""
    from rasa.engine.storage.local_model_storage import MODEL_ARCHIVE_METADATA_FILE, LocalModelStorage
    from rasa.engine.storage.storage import ModelMetadata
    from rasa.shared.utils.io import read_json_file

    class PredictionStorage(LocalModelStorage):
        @staticmethod
        def _load_metadata(directory: Path) -> ModelMetadata:
            stored = read_json_file(directory / MODEL_ARCHIVE_METADATA_FILE)
            return ModelMetadata.from_dict({**stored, "train_schema": {"nodes": {}}})

    return PredictionStorage
