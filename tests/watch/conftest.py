"""What the tests of watching and answering share: a gate with its control daemon."""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "control")]
