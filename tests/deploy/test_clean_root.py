"""The package on a clean Debian 12, as the Dockerfile installs it: a root that debootstrap makes, with the network and processes of its own.
Takes a minute, root's rights and a network, so that it only runs where GATEHOUSE_CLEAN_ROOT names a folder in which the bare root is
kept for the next time. No container engine is needed: the steps of the Dockerfile's last stage are run in the root as they stand there."""

import pathlib
import re
import resource
import shutil
import subprocess

import pytest

from clean_root import bare_root, needs_clean_root, write_policy
from test_package import BUILD, ROOT, make_package, run

pytestmark = needs_clean_root


def last_stage_steps() -> list[str]:
    """The RUN instructions of the Dockerfile's last stage, lines joined."""
    text = (ROOT / "deploy" / "Dockerfile").read_text().replace("\\\n", " ")
    stage = re.split(r"(?m)^FROM ", text)[-1]
    return re.findall(r"(?m)^RUN (.*)$", stage)


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> pathlib.Path:
    """A Debian 12 with nothing in it but the package, by the steps of the Dockerfile."""
    folder = tmp_path_factory.mktemp("clean") / "root"
    run("cp", "-a", bare_root(), folder)
    shutil.copy("/etc/resolv.conf", folder / "etc" / "resolv.conf")
    shutil.copy(make_package(tmp_path_factory.mktemp("package")), folder / "tmp")
    for step in last_stage_steps():
        done = subprocess.run(["chroot", folder, "sh", "-c", step], capture_output=True, text=True, timeout=600, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    yield folder
    shutil.rmtree(folder)


def inside(root: pathlib.Path, script: str, user: str = "0:0") -> subprocess.CompletedProcess:
    """Runs it in the root, with a network and processes of its own, which end with it."""
    outer = f'ip link set lo up && mount -t proc proc "{root}/proc" && mount --bind /dev "{root}/dev" && exec chroot --userspec={user} "{root}" sh -c "$SCRIPT"'
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/tmp", "SCRIPT": script}
    return subprocess.run(["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", outer], capture_output=True, text=True, timeout=300,
                          env=environment)


def test_A7_B14_C13_the_package_is_whole_on_a_clean_system(root):
    done = inside(root, "gatehouse --version && gatehouse-control --version && gatehouse scan /etc && gatehouse audit /usr/share/doc/gatehouse --scanners none >/dev/null; echo $?")
    assert done.stdout.startswith("gatehouse ") and done.stdout.splitlines()[-1] in ("0", "1"), done.stdout + done.stderr
    missing = inside(root, "for each in /usr/bin/gatehouse* /usr/lib/nginx/modules/*gatehouse*; do ldd $each | grep 'not found'; done")
    assert missing.stdout == ""


def test_A7_the_program_of_the_package_starts_at_once(root):
    """5 ms of the processor over what an empty program costs, the best of many: others may be at work on the machine."""

    def processor() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    def best(program: str) -> float:
        times = []
        for _ in range(60):
            before = processor()
            subprocess.run(["chroot", root, program, "--version"], stdout=subprocess.DEVNULL, check=True)
            times.append(processor() - before)
        return min(times)

    assert best("gatehouse") - best("true") < 0.005


def test_A7_C13_the_image_runs_as_user_1000_and_its_health_check_answers(root):
    (root / "etc" / "gatehouse").mkdir(exist_ok=True)
    write_policy(root / "etc" / "gatehouse")
    check = "gatehouse status -c /etc/gatehouse/gatehouse.yaml"
    assert f'CMD ["{check.replace(" ", chr(34) + ", " + chr(34))}"]' in (ROOT / "deploy" / "Dockerfile").read_text()
    done = inside(root, f"gatehouse up --detach -c /etc/gatehouse/gatehouse.yaml && {check}; echo $?; gatehouse stop -c /etc/gatehouse/gatehouse.yaml", user="1000:1000")
    assert "\n0\n" in done.stdout, done.stdout + done.stderr


def test_A7_the_demo_runs_from_the_package(root):
    programs = root / "demo" / "bin"
    programs.mkdir(parents=True)
    for name in ("droplet", "promptcraft"):
        run("cmake", "--build", BUILD, "--target", name)
        shutil.copy(BUILD / "bin" / name, programs)
    (programs / "gatehouse").symlink_to("/usr/bin/gatehouse")
    shutil.copy(ROOT / "run.sh", root / "demo")
    shutil.copytree(ROOT / "examples", root / "demo" / "examples")
    done = subprocess.run(["chroot", root, "sh", "-c", "apt-get update && apt-get install -y --no-install-recommends curl"], capture_output=True, text=True,
                          timeout=300, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive"})
    assert done.returncode == 0, done.stderr
    done = inside(root, "cd /demo && GATEHOUSE_PROGRAMS=/demo/bin ./run.sh --try")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    for word in ('"enhanced"', "HTTP/2 401", '"droplet":21', "HTTP/2 403", "200 200 429 429", "is revoked", "HttpOnly", "303"):
        assert word in done.stdout + done.stderr, done.stdout
    done = inside(root, "cd /demo && export GATEHOUSE_PROGRAMS=/demo/bin; ./run.sh > out 2>&1 & demo=$!; for i in $(seq 300); do grep -q 'Ctrl-C ends' /demo/out && break; "
                        "sleep 0.2; done; kill $demo; timeout 20 tail --pid=$demo -f /dev/null && echo 'it ended'")
    assert "it ended" in done.stdout, "at once, as with Ctrl-C: " + done.stdout + done.stderr
