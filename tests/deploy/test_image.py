"""The image, built from deploy/Dockerfile as it stands there, by buildah: no engine and no registry is needed, for the base image that the
Dockerfile names is a Debian 12 that debootstrap made. It only runs where GATEHOUSE_CLEAN_ROOT names a folder in which the base and the
layers are kept. The last stage installs the package of this build, in a minute; with GATEHOUSE_WHOLE_IMAGE=1 the first stage is run too:
it installs the compilers and builds everything, which takes an hour of one core without a compiler cache (its own, or CCACHE_DIR's)."""

import json
import os
import pathlib
import re
import shutil
import subprocess

import pytest

from clean_root import KEPT, bare_root, needs_clean_root, write_policy
from test_package import ROOT, make_package, run

pytestmark = [*needs_clean_root, pytest.mark.skipif(shutil.which("buildah") is None, reason="buildah is not installed")]

DOCKERFILE = ROOT / "deploy" / "Dockerfile"
# As an engine starts it with a read-only root: proc, /dev, a tmpfs for /run/gatehouse, the volume, the policy. Then the health check until
# it answers, a look at who may write, and the signal that stops it.
START = """
set -e
ip link set lo up
mount --bind "$IMAGE" "$IMAGE"
mount -t proc proc "$IMAGE/proc"
mount --bind /dev "$IMAGE/dev"
mount -t tmpfs -o uid=1000,gid=1000,mode=0700 tmpfs "$IMAGE/run/gatehouse"
mount -t tmpfs -o uid=1000,gid=1000,mode=0700 tmpfs "$IMAGE/var/lib/gatehouse"
mount --bind "$CONFIG" "$IMAGE/etc/gatehouse"
mount -o remount,ro,bind "$IMAGE"
touch "$IMAGE/written" 2>/dev/null && echo "the root can be written"
chroot --userspec="$USER_OF_IMAGE" "$IMAGE" "$@" &
gate=$!
healthy=no
for _ in $(seq 300); do
  if eval "chroot --userspec=\\"$USER_OF_IMAGE\\" \\"$IMAGE\\" $HEALTH"; then healthy=yes; break; fi
  sleep 0.2
done
echo "healthy: $healthy"
grep '^Uid:' "/proc/$gate/status" | tr '\\t' ' '
kill -s "$STOP" "$gate"
wait "$gate" && echo "ended: 0"
"""


def buildah(*words, timeout=300):
    store = pathlib.Path(KEPT) / "store"
    done = subprocess.run(["buildah", "--root", store, "--runroot", pathlib.Path(KEPT) / "run", *[str(word) for word in words]], capture_output=True, text=True,
                          timeout=timeout)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout.strip()


def base_image(tmp_path: pathlib.Path) -> str:
    name = "localhost/gatehouse-base:12"
    if name.split(":")[0] in buildah("images", "--format", "{{.Name}}").splitlines():
        return name
    archive = tmp_path / "base.tar"
    run("tar", "-C", bare_root(), "--numeric-owner", "-cf", archive, ".")
    container = buildah("from", "scratch")
    buildah("add", container, archive, "/")
    for file in pathlib.Path("/etc/apt/apt.conf.d").glob("99*"):  # how this machine reaches Debian
        buildah("copy", container, file, f"/etc/apt/apt.conf.d/{file.name}")
    buildah("commit", "--rm", container, name)
    return name


def build(folder: pathlib.Path, context: pathlib.Path, *words, name: str = "localhost/gatehouse:test") -> str:
    (base,) = set(re.findall(r"(?m)^FROM (\S+)", DOCKERFILE.read_text()))
    assert "@sha256:" in base
    buildah("bud", "--isolation", "chroot", "--layers", "--pull-never", "--format", "docker", "--build-context", f"{base}=container-image://{base_image(folder)}",
            *words, "--file", DOCKERFILE, "--tag", name, context, timeout=3 * 3600)
    return name


def build_whole(folder: pathlib.Path) -> str:
    """From the files that git knows, in this state of the work tree."""
    context = folder / "context"
    context.mkdir()
    names = run("git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    run("tar", "-C", ROOT, "--null", "-T", "-", "-cf", folder / "context.tar", input="".join(f"{name}\0" for name in names if name and (ROOT / name).exists()))
    run("tar", "-C", context, "-xf", folder / "context.tar")
    cache = pathlib.Path(os.environ.get("CCACHE_DIR", pathlib.Path(KEPT) / "ccache"))
    cache.mkdir(parents=True, exist_ok=True)
    settings = folder / "ccache.conf"
    settings.write_text("cache_dir = /var/cache/ccache\nbase_dir = /src\nhash_dir = false\nsloppiness = include_file_ctime, include_file_mtime, pch_defines, time_macros\n")
    # Mounted into the first stage alone: buildah leaves a mount point in each stage that runs something.
    first = build(folder, context, "--target", "build", "--volume", f"{cache}:/var/cache/ccache", "--volume", f"{settings}:/etc/ccache.conf",
                  name="localhost/gatehouse-build:test")
    return build(folder, context, "--build-context", f"build=container-image://{first}")


def build_last_stage(folder: pathlib.Path) -> str:
    """What the stage called build makes comes from this build: a build context of that name takes its place."""
    built = folder / "built" / "src" / "build" / "release"
    built.mkdir(parents=True)
    made = folder / "package"
    made.mkdir()
    shutil.copy(make_package(made), built)
    return build(folder, folder / "built", "--build-context", f"build={folder / 'built'}")


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """Its name."""
    folder = tmp_path_factory.mktemp("image")
    return build_whole(folder) if os.environ.get("GATEHOUSE_WHOLE_IMAGE") else build_last_stage(folder)


@pytest.fixture(scope="module")
def config(image):
    return json.loads(buildah("inspect", "--type", "image", image))["Docker"]["config"]


@pytest.fixture(scope="module")
def root(image):
    container = buildah("from", "--pull-never", image)
    yield pathlib.Path(buildah("mount", container))
    buildah("rm", container)


def test_A7_B14_C13_the_image_says_who_runs_what(config):
    assert config["User"] == "1000:1000" and config["Entrypoint"] == ["gatehouse", "up"] and config["StopSignal"] == "SIGQUIT"
    assert config["Healthcheck"]["Test"] == ["CMD", "gatehouse", "status", "-c", "/etc/gatehouse/gatehouse.yaml"]
    assert list(config["ExposedPorts"]) == ["8443/tcp"] and list(config["Volumes"]) == ["/var/lib/gatehouse"]
    assert not [each for each in config["Env"] if not each.startswith("PATH=")]


def test_A7_B14_the_final_image_holds_no_compiler_and_no_sources(root):
    for name in ("usr/bin/gcc", "usr/bin/c++", "usr/bin/cmake", "usr/bin/git", "src", "root/.cache/ccache", "var/cache/ccache"):
        assert not (root / name).exists(), name
    assert not list((root / "tmp").iterdir()) and not list((root / "var/lib/apt/lists").glob("*Packages*"))


def test_A7_B14_C13_the_image_runs_with_a_read_only_root_as_user_1000_and_its_health_check_answers(root, config, tmp_path):
    settings = tmp_path / "config"
    settings.mkdir()
    settings.chmod(0o755)
    write_policy(settings)
    (root / "etc" / "gatehouse").mkdir(exist_ok=True)  # an engine makes the mount point
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "IMAGE": str(root), "CONFIG": str(settings), "USER_OF_IMAGE": config["User"],
                   "HEALTH": " ".join(config["Healthcheck"]["Test"][1:]), "STOP": config["StopSignal"].removeprefix("SIG")}
    done = subprocess.run(["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", START, "sh", *config["Entrypoint"], *config["Cmd"]],
                          capture_output=True, text=True, timeout=180, env=environment)
    said = done.stdout + done.stderr
    assert "healthy: yes" in done.stdout and "Uid: 1000 1000 1000 1000" in done.stdout and "ended: 0" in done.stdout, said
    assert "can be written" not in done.stdout
