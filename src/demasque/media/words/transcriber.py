"""Who writes down what is said in a clip? A model that the user has; none ships or is fetched."""

from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

from demasque.errors import UsageError

_FILES: Final = ("model.bin", "config.json")


class HeardWords(NamedTuple):
    """Words that are said from one moment to another, in seconds from the start."""

    start: float
    end: float
    text: str


class Transcriber(Protocol):
    """Writes down what is said. ``id`` names the program, its version and the model."""

    @property
    def id(self) -> str:
        """Program, version and model, kept beside what it heard."""
        ...

    def transcribe(self, path: Path) -> list[HeardWords]:
        """What is said in a clip or recording, in order; OSError or ValueError where it cannot be
        read.
        """
        ...


class FolderTranscriber:
    """faster-whisper (Whisper: Radford et al. 2023) with a model from a folder, on one thread."""

    def __init__(self, package: Any, folder: Path) -> None:
        self.id = f"faster-whisper {package.__version__}, {folder.name}"
        self._model = package.WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
        )

    def transcribe(self, path: Path) -> list[HeardWords]:
        """What is said, in order; stretches that the model takes for silence are left out."""
        # Temperature 0: the same sound gives the same words.
        segments, _ = self._model.transcribe(
            str(path), beam_size=5, temperature=0.0, condition_on_previous_text=False
        )
        return [HeardWords(s.start, s.end, s.text.strip()) for s in segments if s.text.strip()]


def load_transcriber(folder: Path) -> Transcriber:
    """Open a faster-whisper model: a folder with ``model.bin`` and ``config.json``.

    Raises UsageError where there is none, the package is missing, or the model cannot be opened.
    """
    if not all((folder / name).is_file() for name in _FILES):
        raise UsageError(
            "{folder} is no model of faster-whisper: such a folder holds {files}. Nothing is "
            "downloaded.",
            folder=folder,
            files=", ".join(_FILES),
        )
    try:
        package = import_module("faster_whisper")
    except ImportError as error:
        raise UsageError(
            "To write down what is said takes a package that is missing: pip install {package}",
            package="faster-whisper",
        ) from error
    try:
        return FolderTranscriber(package, folder)
    except (OSError, RuntimeError, ValueError) as error:
        raise UsageError(
            "{folder} holds no model that can be opened: {reason}", folder=folder, reason=error
        ) from error
