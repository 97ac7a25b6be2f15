"""./run.sh, in a network of its own, in a folder whose name has a blank: what a newcomer meets beside the straight way. The programs are
those of this build."""

import os
import pathlib
import shutil
import subprocess
import tempfile

import pytest

from patience import eventually
from test_package import BUILD, ROOT, run

PORTS = (8443, 9014, 9021, 9100)


@pytest.fixture(scope="module")
def programs():
    run("cmake", "--build", BUILD, "--target", "droplet", "promptcraft")
    return BUILD / "bin"


@pytest.fixture
def network():
    """The id of a process that holds a network with nothing but loopback."""
    holder = subprocess.Popen(["unshare", "--user", "--map-root-user", "--net", "sh", "-c", "ip link set lo up && echo up && exec sleep infinity"],
                              stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "up\n"
    yield holder.pid
    holder.kill()
    holder.wait()


class Demo:
    """A clone, as far as run.sh needs it."""

    def __init__(self, folder: pathlib.Path, programs: pathlib.Path, network: int):
        self.folder = folder
        shutil.copy(ROOT / "run.sh", self.folder)
        shutil.copytree(ROOT / "examples" / "demo", self.folder / "examples" / "demo")
        self.enter = ["nsenter", "--user", "--preserve-credentials", "--net", "--target", str(network)]
        self.environment = {**os.environ, "GATEHOUSE_PROGRAMS": str(programs)}
        self.started = []

    def command(self, *words: str, **more) -> dict:
        return {"args": [*self.enter, *words], "cwd": self.folder, "env": {**self.environment, **more}, "text": True, "stdin": subprocess.DEVNULL}

    def run(self, *words: str, script: str = "./run.sh", **more) -> subprocess.CompletedProcess:
        return subprocess.run(**self.command("bash", "-c", f"{script} {' '.join(words)}", **more), capture_output=True, timeout=180)

    def start(self) -> subprocess.Popen:
        """Until it says what to try."""
        said = self.folder / "said"
        with open(said, "w", encoding="utf-8") as out:
            self.started.append(subprocess.Popen(**self.command("./run.sh"), stdout=out, stderr=out, start_new_session=True))
        assert eventually(lambda: "Ctrl-C ends the demo." in said.read_text())
        return self.started[-1]

    def answers(self, port: int) -> bool:
        return subprocess.run(**self.command("bash", "-c", f"<>/dev/tcp/127.0.0.1/{port}"), capture_output=True).returncode == 0

    def gate_runs(self) -> bool:
        return self.run(script='"$GATEHOUSE_PROGRAMS/gatehouse" status -c build/demo/gatehouse.yaml').returncode == 0


@pytest.fixture
def demo(programs, network):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="my gate "))  # short: its sockets lie in it
    made = Demo(folder, programs, network)
    yield made
    for each in made.started:
        each.terminate()
        each.wait(60)
    if made.started:
        assert eventually(lambda: not any(made.answers(port) for port in PORTS))
    shutil.rmtree(folder)


def test_A7_a_second_demo_leaves_the_first_alone_and_its_commands_use_that_one(demo):
    first = demo.start()
    second = demo.run()
    assert second.returncode == 2 and "another terminal" in second.stderr
    tried = demo.run("--try")
    assert tried.returncode == 0 and '"enhanced"' in tried.stdout and "200 200 429 429" in tried.stdout, tried.stdout + tried.stderr
    assert demo.gate_runs() and all(demo.answers(port) for port in PORTS)
    first.terminate()
    assert first.wait(60) == 0
    assert not any(demo.answers(port) for port in PORTS), "all that it started ends with it"


def test_A7_a_demo_that_was_killed_is_in_nobodys_way(demo):
    first = demo.start()
    first.kill()
    first.wait()
    assert demo.answers(9014) and demo.answers(8443), "what it started goes on"
    tried = demo.run("--try")
    assert tried.returncode == 0 and '"enhanced"' in tried.stdout, tried.stdout + tried.stderr
    assert not any(demo.answers(port) for port in PORTS)


def test_A7_a_port_in_use_is_named_before_anything_is_built_or_started(demo):
    for port in PORTS:
        other = subprocess.Popen(**demo.command("python3", "-m", "http.server", "--bind", "127.0.0.1", str(port)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            assert eventually(lambda port=port: demo.answers(port))
            refused = demo.run(GATEHOUSE_PROGRAMS="")
            assert refused.returncode == 2 and f"port {port} is in use" in refused.stderr, refused.stderr
            assert "installing" not in refused.stderr and "building" not in refused.stderr
            assert not any(demo.answers(each) for each in PORTS if each != port)
        finally:
            other.kill()
            other.wait()


def test_A7_the_demo_runs_with_a_strict_umask_without_a_home_and_in_the_plain_locale(demo):
    tried = demo.run("--try", script="umask 077; env -u HOME LC_ALL=C LANG=C TERM=dumb ./run.sh")
    assert tried.returncode == 0 and '"enhanced"' in tried.stdout and "HTTP/2 401" in tried.stdout, tried.stdout + tried.stderr


def test_A7_a_path_that_is_too_long_for_sockets_is_named_before_the_build(tmp_path, programs, network):
    folder = tmp_path / ("long" * 15) / ("path" * 15)
    folder.mkdir(parents=True)
    refused = Demo(folder, programs, network).run(GATEHOUSE_PROGRAMS="")
    assert refused.returncode == 2 and "the path of this folder is too long" in refused.stderr, refused.stderr
    assert "installing" not in refused.stderr and "building" not in refused.stderr


@pytest.mark.parametrize("sudo", [None, "#!/bin/sh\necho 'sudo: a password is required' >&2; exit 1\n"])
def test_A7_somebody_who_may_not_install_packages_is_told_what_to_ask_for(tmp_path, sudo):
    """With stand-ins for what tells the user and the packages."""
    for name, script in {"id": "#!/bin/sh\necho 1000\n", "dpkg-query": "#!/bin/sh\nexit 1\n", "sudo": sudo}.items():
        if script is not None:
            (tmp_path / name).write_text(script)
            (tmp_path / name).chmod(0o755)
    done = subprocess.run(["/bin/bash", ROOT / "tools" / "install_packages.sh", "package"], capture_output=True, text=True, timeout=60, env={"PATH": str(tmp_path)})
    assert done.returncode == 2 and "As root: apt-get install --no-install-recommends dpkg-dev git" in done.stderr, done.stderr
    assert "installing" not in done.stderr
