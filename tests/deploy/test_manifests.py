"""Rows A7 B14 C13: the manifests, the compose file and the units are what Kubernetes, Compose and systemd take."""

import os
import pathlib
import shutil
import subprocess

import pytest
import schemas

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
BINARY = pathlib.Path(os.environ.get("GATEHOUSE_BIN", ROOT / "build" / "release" / "bin" / "gatehouse")).absolute()
MOST_EXPOSED = 31  # tenths, as systemd-analyze counts: 30 for the gate, 28 for the daemon

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
units = pytest.mark.parametrize("unit", ["gatehouse.service", "gatehouse-control.service"])


@pytest.mark.parametrize("version", ["1.25", "1.31", "1.37"])
@pytest.mark.parametrize("name", ["sidecar", "ingress"])
def test_C13_kubernetes_takes_the_manifests(name, version):
    yaml = pytest.importorskip("yaml")
    manifests = list(yaml.safe_load_all((DEPLOY / "kubernetes" / f"{name}.yaml").read_text()))
    assert len(manifests) >= 3
    for manifest in manifests:
        assert schemas.kubernetes_faults(manifest, version) == [], manifest["kind"]
    manifests[-1]["spec"]["podselector"] = {}
    assert schemas.kubernetes_faults(manifests[-1], version)


def test_B14_compose_takes_the_file():
    yaml = pytest.importorskip("yaml")
    file = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text())
    assert schemas.compose_faults(file) == []
    file["services"]["gate"]["capdrop"] = []
    assert schemas.compose_faults(file)


@needs_systemd
@units
def test_A7_systemd_takes_the_units(unit, tmp_path):
    (tmp_path / unit).write_text((DEPLOY / "systemd" / unit).read_text().replace("/usr/bin/gatehouse", str(BINARY)))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", tmp_path / unit], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and unit not in done.stdout + done.stderr, done


@needs_systemd
@units
def test_A7_the_units_are_as_closed_as_before(unit):
    done = subprocess.run(["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}", DEPLOY / "systemd" / unit], capture_output=True,
                          text=True, timeout=120)
    assert done.returncode == 0, done.stdout.splitlines()[-1]
