"""Meelezer's own parts of the Rasa pipeline; `config.yml` names each by its module and class."""
