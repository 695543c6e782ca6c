"""What the package needs to be imported: no module of one system only, and nothing slow."""

import subprocess
import sys

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
