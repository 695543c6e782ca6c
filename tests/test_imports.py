"""What the package needs to be imported: no module of one system only, and nothing slow."""

import subprocess
import sys
from pathlib import Path

_EVERYWHERE = """
import importlib, pkgutil, sys
for name in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules[name] = None  # an import of it fails, as it does on Windows
import demasque
for module in pkgutil.walk_packages(demasque.__path__, "demasque."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(len(sys.modules))
"""


def test_every_module_can_be_imported_without_the_modules_of_unix() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _EVERYWHERE], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


_QUICK = """
import sys
import demasque
dir(demasque)
heavy = {"pyarrow", "numpy", "numba", "duckdb", "narwhals", "pandas", "polars"} & set(sys.modules)
assert not heavy, heavy
"""


def test_the_package_itself_loads_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", _QUICK], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


_HEAVY = """
heavy = {
    "PIL", "av", "cv2", "docx", "duckdb", "faiss", "jinja2", "narwhals", "numba",
    "numpy", "onnxruntime", "pandas", "phonenumbers", "polars", "pyarrow", "pyspark", "rapidfuzz",
    "scipy", "stix2", "weasyprint",
}
loaded = heavy & set(sys.modules)
assert not loaded, loaded
"""
_COMMANDS = f"""
import importlib, pkgutil, sys
import demasque.cli.commands as commands
for module in pkgutil.walk_packages(commands.__path__, "demasque.cli.commands."):
    importlib.import_module(module.name)
from demasque.cli import main
try:
    main(["detect", "--help"])
except SystemExit:
    pass
assert main(["campaigns", "no such case"]) == 2
{_HEAVY}
"""


def test_help_and_a_wrong_case_load_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", _COMMANDS], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


_READ = """
import sys
import demasque
with demasque.open_case(sys.argv[1], create=True) as case:
    assert not case.campaigns().num_rows and not case.why_nothing() and not case.set_aside()
heavy = {"numba", "phonenumbers", "rapidfuzz", "scipy"} & set(sys.modules)
assert not heavy, heavy
"""


def test_asking_a_case_loads_nothing_that_measures(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _READ, str(tmp_path / "case")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


_DOORS = """
import ast, importlib, pathlib, pkgutil
import demasque
for module in pkgutil.walk_packages(demasque.__path__, "demasque."):
    if module.ispkg:
        door = importlib.import_module(module.name)
        path = pathlib.Path(door.__file__).parent
        if "opened(__name__)" in (path / "__init__.py").read_text("utf-8"):
            kept = {each.stem for each in path.iterdir()} & set(door.__all__) - set(vars(door))
            assert not kept, (module.name, kept)
"""


def test_no_door_names_a_thing_like_a_module_of_its_room() -> None:
    done = subprocess.run([sys.executable, "-c", _DOORS], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
