"""Hands the training data to Rasa: read by `examples.py`, which takes a second where Rasa's own reader takes half a minute."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import read_model_configuration

from components.labels import ASK, CHAT, POST, QUESTION, REPLY
from examples import Example, read_examples


class ExamplesImporter(TrainingDataImporter):
    """Named under `importers` in `config.yml`; there are no stories and there is no domain."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
        **_: Any,
    ) -> None:
        self._config_file = config_file
        paths = [training_data_paths] if isinstance(training_data_paths, str) else training_data_paths or []
        self._folders = [Path(path) for path in paths]

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """All examples of the data folders; raises BadData."""
        examples = [example for folder in self._folders for example in read_examples(folder)]
        return TrainingData([_message(example) for example in examples])

    def get_config(self) -> dict[str, Any]:
        """The pipeline."""
        return dict(read_model_configuration(self._config_file)) if self._config_file else {}

    def get_config_file_for_auto_config(self) -> str | None:
        """The file of the pipeline."""
        return self._config_file

    def get_domain(self) -> Domain:
        """None to speak of."""
        return Domain.empty()

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """None to speak of."""
        return StoryGraph([])


def _message(example: Example) -> Message:
    """An example as Rasa keeps it: its intent, and what its classifiers read besides as metadata."""
    intent = example.label
    if example.kind == QUESTION:
        intent = f"{ASK}/{example.label}"
    elif example.kind == REPLY:
        intent = REPLY
    elif example.kind != POST:
        intent = f"{CHAT}/{example.kind}"
    notes = {
        "severity": example.severity,
        "signals": example.signals,
        "batch": example.batch,
        "asked": example.asked,
        "trouble": example.trouble,
        "deeds": example.deeds,
    }
    return Message.build(text=example.text, intent=intent, example_metadata=notes)
