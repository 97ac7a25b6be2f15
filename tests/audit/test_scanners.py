"""Scanners: real ones, installed from their registry, on a repository with known faults; and their failures."""

import json
import os
import pathlib
import shutil
import subprocess
import time

import pytest

from audit_support import COULD_NOT_RUN, FINE, IGNORED, Repository

VENV = pathlib.Path(__file__).parents[1] / ".venv" / "scanners"
PACKAGES = ["bandit==1.9.4", "pip-audit==2.10.1", "semgrep==1.185.0", "safety==3.8.1"]
FAULTS = {".gitignore": IGNORED, ".env.example": "A=\n", "requirements.txt": "jinja2==2.4.1\n",
          "src/app.py": "import subprocess\n\n\ndef run(path):\n    assert path\n    subprocess.run(f'ls {path}', shell=True)\n",
          "pyproject.toml": '[tool.bandit]\nskips = ["B101", "B404"]\n'}


@pytest.fixture(scope="module")
def installed():
    """bandit, pip-audit, semgrep and safety from PyPI, kept between runs."""
    if not (VENV / "bin" / "semgrep").exists():
        subprocess.run(["/usr/bin/python3", "-m", "venv", VENV], check=True)
        done = subprocess.run([VENV / "bin" / "pip", "install", "-q", "--disable-pip-version-check", *PACKAGES], capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            shutil.rmtree(VENV)
            pytest.skip("the scanners cannot be installed: " + done.stderr[-300:])
    return {"PATH": f"{VENV / 'bin'}:/usr/bin:/bin"}


@pytest.fixture
def scanner(tmp_path):
    """A scanner that a test writes itself, under the name of a real one."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def make(name, text):
        (folder / name).write_text("#!/bin/sh\ncase \"$1\" in --version) echo 1.2.3; exit;; esac\n" + text)
        (folder / name).chmod(0o755)
        return {"PATH": f"{folder}:/usr/bin:/bin"}

    return make


def is_alive(process: str) -> bool:
    try:
        return pathlib.Path("/proc", process, "stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def run_of(result, name):
    return next(each for each in result.report["scanners"] if each["name"] == name)


def test_A5_B15_bandit_as_it_is_configured(tmp_path, installed):
    repository = Repository(tmp_path / "r", FAULTS)
    result = repository.audit("--scanners", "bandit", "--require", "bandit", environment=installed)
    run = run_of(result, "bandit")
    assert run["state"] == "ran" and run["version"]
    # B602 and our own check stand on one line about one thing; B101 (assert) is left out by the repository's own configuration.
    (finding,) = result.found("shell-true")
    assert any(each.startswith("bandit B602") for each in finding["also_by"])
    assert not [each for each in result.report["findings"] if each["rule"] in ("B101", "B404", "B602")]


def test_A5_a_file_that_bandit_cannot_read_is_told(tmp_path, installed):
    result = Repository(tmp_path / "r", {**FAULTS, "src/broken.py": "def f(:\n"}).audit("--scanners", "bandit", environment=installed)
    (finding,) = result.found("not-scanned")
    assert finding["place"]["file"] == "src/broken.py"


def test_A5_B15_pip_audit_finds_vulnerable_packages_or_says_that_it_could_not(tmp_path, installed):
    result = Repository(tmp_path / "r", FAULTS).audit("--scanners", "pip-audit", environment=installed)
    run = run_of(result, "pip-audit")
    found = [each for each in result.report["findings"] if each["tool"] == "pip-audit"]
    if run["state"] == "ran":
        assert found and all(each["package"].startswith("jinja2") for each in found)
        assert result.line("promptcraft/dependencies")["verdict"] == "fail"
    else:  # without a network
        assert run["why"] and not found
        assert result.line("promptcraft/dependencies")["verdict"] != "pass"


def test_A5_B15_semgrep_with_the_repositorys_own_rules(tmp_path, installed):
    rule = "rules:\n  - { id: own.shell, languages: [python], severity: ERROR, message: a shell, pattern: 'subprocess.run(..., shell=True)' }\n"
    repository = Repository(tmp_path / "r", {**FAULTS, ".semgrep.yml": rule})
    result = repository.audit("--scanners", "semgrep,bandit", environment={**installed, "HOME": str(tmp_path)})
    assert run_of(result, "semgrep")["state"] == "ran", result
    (finding,) = result.found("shell-true")  # three tools, one finding
    assert sorted(each.split()[0] for each in finding["also_by"]) == ["bandit", "semgrep"]


@pytest.mark.parametrize("name", ["safety", "npm audit"])
def test_A5_scanners_that_need_a_network_ran_or_say_why_not(tmp_path, installed, name):
    lock = {"lockfileVersion": 3, "packages": {"": {"dependencies": {"lodash": "4.17.4"}}, "node_modules/lodash": {
        "version": "4.17.4", "resolved": "https://registry.npmjs.org/lodash/-/lodash-4.17.4.tgz", "integrity": "sha512-x"}}}
    files = {**FAULTS, "package.json": json.dumps({"name": "x", "version": "1.0.0", "dependencies": {"lodash": "4.17.4"}}), "package-lock.json": json.dumps(lock)}
    environment = {**installed, "PATH": installed["PATH"] + ":" + os.environ["PATH"]}
    result = Repository(tmp_path / "r", files).audit("--scanners", name, "--scanner-time", "60", environment=environment)
    run = run_of(result, name)
    found = [each for each in result.report["findings"] if each["tool"] == name]
    assert (run["state"] == "ran" and found) or (run["state"] == "not run" and len(run["why"]) > 10 and not found), run


def test_A5_a_missing_scanner_is_said_and_can_be_required(tmp_path):
    repository = Repository(tmp_path / "r", FAULTS)
    result = repository.audit("--scanners", "bandit,safety", environment={"PATH": "/usr/bin:/bin"})
    assert run_of(result, "bandit") == {"name": "bandit", "state": "not run", "why": "bandit is not on the path", "findings": 0,
                                        "milliseconds": run_of(result, "bandit")["milliseconds"]}
    required = repository.audit("--scanners", "bandit", "--require", "bandit", environment={"PATH": "/usr/bin:/bin"})
    assert required.code == COULD_NOT_RUN and "bandit is required and was not run" in required.err


@pytest.mark.parametrize("text, why", [
    ("echo Traceback >&2; echo 'ConnectionError: no network' >&2; exit 1", "no network"),
    ("echo '{\"results\": []}'; exit 2", "ended with 2"),
    ("kill -SEGV $$", "ended with 139"),
    ("echo; exit 0", "said nothing"),
    ("sleep 60", "did not end within 1 s"),
    ("exec >&- 2>&-; sleep 60", "did not end within 1 s"),
    ("trap '' TERM INT HUP; (trap '' TERM; sleep 60) & while :; do sleep 60; done", "did not end within 1 s"),
    ("echo '<html>Bad gateway</html>'", "ended with 0"),
    ("echo '{\"results\": 5}'", "ended with 0"),
    ("exit 77", "ended with 77"),
    ("echo '{\"results\": ['; yes x", "64 MiB"),
])
def test_A5_a_scanner_that_fails_has_not_run(tmp_path, scanner, text, why):
    result = Repository(tmp_path / "r", FAULTS).audit("--scanners", "bandit", "--scanner-time", "1" if "sleep" in text else "60", environment=scanner("bandit", text))
    run = run_of(result, "bandit")
    assert run["state"] == "not run" and why in run["why"], run


def test_A5_what_a_scanner_leaves_behind_does_not_hold_the_audit_up(tmp_path, scanner):
    environment = scanner("bandit", f"sleep 60 & echo $! > {tmp_path}/left; echo '{{\"errors\": [], \"results\": []}}'")
    run = run_of(Repository(tmp_path / "r", FAULTS).audit("--scanners", "bandit", "--scanner-time", "50", environment=environment), "bandit")
    assert run["state"] == "ran" and run["milliseconds"] < 40_000
    left = (tmp_path / "left").read_text().strip()
    until = time.monotonic() + 30  # it has been sent its signal, and may not have ended yet
    while is_alive(left) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_alive(left)


def test_A5_a_scanner_that_is_no_program_has_not_run(tmp_path):
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "bandit").write_text("#!/no/such/interpreter\n")
    (folder / "bandit").chmod(0o755)
    run = run_of(Repository(tmp_path / "r", FAULTS).audit("--scanners", "bandit", environment={"PATH": f"{folder}:/usr/bin:/bin"}), "bandit")
    assert run["state"] == "not run" and run["why"]


def test_A5_a_scanner_that_ran_clean_is_clean_and_one_in_the_repository_is_not_started(tmp_path, scanner):
    repository = Repository(tmp_path / "r", {**FAULTS, "bandit": "#!/bin/sh\ntouch sprung\n"})
    os.chmod(repository.folder / "bandit", 0o755)
    environment = scanner("bandit", "echo '{\"errors\": [], \"results\": []}'")
    environment["PATH"] = ".:" + environment["PATH"]
    assert run_of(repository.audit("--scanners", "bandit", environment=environment), "bandit")["state"] == "ran"
    assert not (repository.folder / "sprung").exists()


def test_B15_one_vulnerability_of_two_scanners_is_one_finding(tmp_path, scanner):
    scanner("pip-audit", """echo '{"dependencies": [{"name": "jinja2", "version": "2.4.1", "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": []}]}]}'; exit 1""")
    environment = scanner("safety", """echo '{"vulnerabilities": [{"package_name": "jinja2", "analyzed_version": "2.4.1", "vulnerability_id": "7", "CVE": "CVE-1"}]}'; exit 64""")
    result = Repository(tmp_path / "r", FAULTS).audit("--scanners", "pip-audit,safety", environment=environment)
    (finding,) = [each for each in result.report["findings"] if each.get("package")]
    assert finding["tool"] == "pip-audit" and finding["also_by"] == ["safety 7"]
    sarif = json.loads(Repository(tmp_path / "s", FAULTS).audit("--scanners", "pip-audit,safety", "--format", "sarif", environment=environment).out)
    assert sum("jinja2" in each["message"]["text"] for run in sarif["runs"] for each in run["results"]) == 1


def test_fail_on(tmp_path):
    repository = Repository(tmp_path / "r", {".gitignore": IGNORED})  # no .env.example: medium
    assert repository.audit().code == FINE
    assert repository.audit("--fail-on", "medium").code == 1
    assert repository.audit("--fail-on", "none").code == FINE
    assert repository.audit("--fail-on", "severe").code == COULD_NOT_RUN
