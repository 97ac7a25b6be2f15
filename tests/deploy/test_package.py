"""The Debian package and `cmake --install`: their content, their dependencies, and that builds are reproducible."""

import fcntl
import io
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tarfile
import urllib.request

import pytest

import schemas

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("GATEHOUSE_BIN", ROOT / "build" / "release" / "bin" / "gatehouse")).absolute()
BUILD = BINARY.parents[1]

pytestmark = pytest.mark.skipif(not (BUILD / "CPackConfig.cmake").exists() or not (BUILD / "lib" / "ngx_http_gatehouse_module.so").exists(),
                                reason="the programs do not stand in a folder that CMake has built whole")


def run(*command, **more):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=300, **more)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def make_package(folder: pathlib.Path) -> pathlib.Path:
    with open(BUILD / "package.lock", "w", encoding="utf-8") as lock:  # all write the pages of the same build folder
        fcntl.flock(lock, fcntl.LOCK_EX)
        run("cpack", "-G", "DEB", "-B", folder, "--config", BUILD / "CPackConfig.cmake", cwd=BUILD, env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600"})
    (package,) = folder.glob("gatehouse_*.deb")
    return package


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    if shutil.which("dpkg-shlibdeps") is None:
        pytest.skip("dpkg-dev is not installed")
    return make_package(tmp_path_factory.mktemp("package"))


def test_A7_B14_C13_the_package_holds_programs_module_units_and_pages(package):
    names = {line.split()[5] for line in run("dpkg-deb", "--contents", package).splitlines()}
    assert names >= {f"./usr/{name}" for name in ("bin/gatehouse", "bin/gatehouse-control", "lib/nginx/modules/ngx_http_gatehouse_module.so",
                                                  "lib/systemd/system/gatehouse.service", "share/man/man1/gatehouse.1.gz", "share/doc/gatehouse/copyright",
                                                  "share/bash-completion/completions/gatehouse", "share/doc/gatehouse/gatehouse.cdx.json")}
    # What the programs read at run time: every file of the console.
    assert {f"./usr/share/gatehouse/console/{file.name}" for file in (ROOT / "console").iterdir()} <= names
    assert not [name for name in names if name.endswith((".a", ".h"))]


def test_A7_the_package_depends_on_the_nginx_that_its_module_was_built_for(package):
    depends = run("dpkg-deb", "--field", package, "Depends")
    abi = next(word for word in run("dpkg-query", "-W", "-f", "${Provides}", "nginx").replace(",", " ").split() if word.startswith("nginx-abi"))
    assert abi in depends and "libcurl4" in depends and "libgpgme11" in depends and "libssl3" in depends


def test_A7_lintian_has_nothing_to_say(package):
    if shutil.which("lintian") is None:
        pytest.skip("lintian is not installed")
    assert run("lintian", "--allow-root", "--fail-on", "error,warning", package) == ""


def test_A6_the_package_is_the_same_when_it_is_made_twice(package, tmp_path):
    assert make_package(tmp_path).read_bytes() == package.read_bytes()


def test_A7_the_package_is_the_same_from_folders_whose_paths_have_a_blank(package, tmp_path):
    """Configured there; the programs are those of this build, because compiling takes minutes."""
    source, build = tmp_path / "my gate", tmp_path / "my gate's build"
    source.symlink_to(ROOT)
    run("cmake", "-S", source, "-B", build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", "-DGATEHOUSE_TESTS=OFF")
    for name in ("bin/gatehouse", "bin/gatehouse-control", "lib/ngx_http_gatehouse_module.so"):
        (build / name).parent.mkdir(exist_ok=True)
        shutil.copy2(BUILD / name, build / name)
    run("cpack", "-G", "DEB", "-B", tmp_path, "--config", build / "CPackConfig.cmake", cwd=build, env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600"})
    (made,) = tmp_path.glob("gatehouse_*.deb")
    assert made.read_bytes() == package.read_bytes()


class Machine:
    """A folder that dpkg takes for a machine, with systemd running; the calls of the package's scripts are written down, not made."""

    def __init__(self, folder: pathlib.Path):
        self.root = folder / "root"
        self.calls_file = folder / "calls"
        (self.root / "run" / "systemd" / "system").mkdir(parents=True)
        for name in ("updates", "info", "triggers"):
            (self.root / "var" / "lib" / "dpkg" / name).mkdir(parents=True)
        for name in ("status", "available"):
            (self.root / "var" / "lib" / "dpkg" / name).touch()
        programs = folder / "programs"
        programs.mkdir()
        for name in ("systemctl", "deb-systemd-invoke"):
            (programs / name).write_text(f'#!/bin/sh\necho "{name} $*" >>"{self.calls_file}"\n')
            (programs / name).chmod(0o755)
        self.environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}

    def dpkg(self, *words) -> str:
        """The calls that it made."""
        self.calls_file.write_text("")
        self.said = subprocess.run(["dpkg", f"--root={self.root}", "--force-script-chrootless", "--force-not-root", *map(str, words)],
                                   capture_output=True, text=True, timeout=300, env=self.environment)
        assert self.said.returncode == 0, self.said.stderr
        return self.calls_file.read_text()


def repacked(package: pathlib.Path, folder: pathlib.Path, version: str) -> pathlib.Path:
    """The same files and scripts as another version, without dependencies: nothing else is installed on such a machine."""
    run("dpkg-deb", "--raw-extract", package, folder / "tree")
    control = folder / "tree" / "DEBIAN" / "control"
    lines = [line for line in control.read_text().splitlines(keepends=True) if not line.startswith(("Version:", "Depends:"))]
    control.write_text(f"Version: {version}\n" + "".join(lines))
    run("dpkg-deb", "--root-owner-group", "-Znone", "--build", folder / "tree", folder / f"{version}.deb")
    return folder / f"{version}.deb"


@pytest.fixture(scope="module")
def older(package, tmp_path_factory):
    return repacked(package, tmp_path_factory.mktemp("older"), "0.0.9")


@pytest.fixture(scope="module")
def newer(package, tmp_path_factory):
    return repacked(package, tmp_path_factory.mktemp("newer"), "0.1.0")


def test_A7_an_upgrade_starts_what_runs_again_and_a_first_installation_starts_nothing(newer, older, tmp_path):
    machine = Machine(tmp_path)
    assert machine.dpkg("--install", older) == ""
    assert "try-restart gatehouse.service gatehouse-control.service" in machine.dpkg("--install", newer)
    assert "gatehouse 0." in run(machine.root / "usr" / "bin" / "gatehouse", "--version")


def test_A7_a_new_nginx_starts_what_runs_again(newer, tmp_path):
    machine = Machine(tmp_path)
    machine.dpkg("--install", newer)
    nginx = tmp_path / "nginx"
    for part in ("DEBIAN", "usr/sbin"):
        (nginx / part).mkdir(parents=True)
    (nginx / "DEBIAN" / "control").write_text("Package: nginx\nVersion: 9\nArchitecture: all\nMaintainer: nobody <nobody@example.org>\nDescription: another one\n")
    (nginx / "usr" / "sbin" / "nginx").touch()
    run("dpkg-deb", "--build", nginx, tmp_path / "nginx.deb")
    assert "try-restart gatehouse.service gatehouse-control.service" in machine.dpkg("--install", tmp_path / "nginx.deb")


def test_A7_a_removal_stops_the_gate_and_a_purge_leaves_policy_and_data(newer, tmp_path):
    machine = Machine(tmp_path)
    machine.dpkg("--install", newer)
    kept = [machine.root / "etc" / "gatehouse" / "gatehouse.yaml", machine.root / "var" / "lib" / "gatehouse" / "control.db"]
    gone = machine.root / "run" / "gatehouse" / "state"
    for file in [*kept, gone]:
        file.parent.mkdir(parents=True)
        file.touch()
    enabled = machine.root / "etc" / "systemd" / "system" / "multi-user.target.wants" / "gatehouse.service"
    enabled.parent.mkdir(parents=True)
    enabled.symlink_to("/lib/systemd/system/gatehouse.service")
    assert "stop gatehouse.service gatehouse-control.service" in machine.dpkg("--remove", "gatehouse")
    assert not (machine.root / "usr" / "bin" / "gatehouse").exists()
    machine.dpkg("--purge", "gatehouse")
    assert all(file.exists() for file in kept) and not gone.parent.exists() and not enabled.is_symlink()
    assert "/var/lib/gatehouse" in machine.said.stderr
    assert [file for file in machine.root.rglob("*gatehouse*") if file.is_file()] == [kept[0]]


def write_policy(folder: pathlib.Path, run_dir: pathlib.Path) -> tuple[pathlib.Path, int]:
    """A policy with its key, and the port that its gate listens on."""
    (folder / "public.pem").write_text(run("openssl", "pkey", "-in", "/dev/stdin", "-pubout", input=run("openssl", "genpkey", "-algorithm", "ed25519")))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    policy = folder / "gatehouse.yaml"
    policy.write_text(f"environment: development\nlisten: 127.0.0.1:{port}\ntls: off\nrun_dir: {run_dir}\nupstream: http://127.0.0.1:9\n"
                      "tokens: { issuer: i, audience: a, keys: public.pem, algorithms: EdDSA }\n")
    return policy, port


def test_A7_a_removal_stops_a_gate_that_was_started_without_systemd(newer, tmp_path):
    machine = Machine(tmp_path)
    machine.dpkg("--install", newer)
    policy, _ = write_policy(tmp_path, machine.root / "run" / "gatehouse")
    run(BINARY, "up", "--detach", "-c", policy)
    try:
        machine.dpkg("--remove", "gatehouse")
        assert subprocess.run([BINARY, "status", "-c", policy], capture_output=True, timeout=60).returncode == 3, "it does not run"
    finally:
        subprocess.run([BINARY, "stop", "-c", policy], capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def bom(package):
    """The bill of materials out of the package."""
    with tarfile.open(fileobj=io.BytesIO(subprocess.run(["dpkg-deb", "--fsys-tarfile", package], capture_output=True, check=True).stdout)) as files:
        return json.load(files.extractfile("./usr/share/doc/gatehouse/gatehouse.cdx.json"))


def names_of(file: pathlib.Path) -> list[str]:
    """The names under which a package may know a file: behind its links, and with or without /usr."""
    return [name for each in (str(file), str(file.resolve())) for name in (each, each.removeprefix("/usr"))]


def owners_of(names) -> dict[str, str]:
    """Packages by file. One call for all names, because each reads the lists of all packages; it fails where one name is nobody's."""
    said = subprocess.run(["dpkg-query", "-S", *names], capture_output=True, text=True, timeout=300).stdout
    return {name: owner.split(":")[0] for owner, _, name in (line.partition(": ") for line in said.splitlines())}


def test_A6_B15_the_bill_of_materials_names_every_library_with_its_version(package, bom):
    components = {each["name"]: each for each in bom["components"]}
    libraries = [pathlib.Path(line.split()[2]) for line in run("ldd", BUILD / "bin" / "gatehouse-control").splitlines() if "=> /" in line]
    owners = owners_of(name for library in libraries for name in names_of(library))
    assert libraries
    for library in libraries:
        assert next((owners[name] for name in names_of(library) if name in owners), None) in components, library
    for name in ("libssl3", "libvectorscan5", "libcurl4", "libgit2-1.5", "nlohmann-json3-dev"):
        assert components[name]["version"] == run("dpkg-query", "-W", "-f", "${Version}", name)
        assert components[name]["purl"].startswith(f"pkg:deb/debian/{name}@")
    # What apt is told to install beside it is in there, too.
    depends = {word.split()[0] for word in run("dpkg-deb", "--field", package, "Depends").split(",")}
    assert {name for name in depends if name.startswith("lib")} <= components.keys()
    assert {"libcurl4", "libgit2-1.5", "libarchive13"} <= depends


def test_A6_the_bill_of_materials_is_of_this_version_and_of_the_sources_time(bom):
    assert bom["metadata"]["component"]["version"] in run(BINARY, "--version")
    assert bom["metadata"]["timestamp"] == "2026-01-01T00:00:00Z"
    (own,) = bom["dependencies"]
    assert sorted(own["dependsOn"]) == sorted(each["bom-ref"] for each in bom["components"])


def test_A6_the_bill_of_materials_fits_its_schema(bom):
    schemas.validate_cyclonedx(bom)


def test_A7_installed_below_any_prefix_the_program_finds_its_module(tmp_path):
    run("cmake", "--install", BUILD, "--prefix", tmp_path / "opt", "--component", "programs")
    assert "gatehouse" in run(tmp_path / "opt" / "bin" / "gatehouse", "--version")
    policy, port = write_policy(tmp_path, tmp_path / "run")
    program = tmp_path / "opt" / "bin" / "gatehouse"
    environment = {key: value for key, value in os.environ.items() if key != "GATEHOUSE_MODULE"}
    run(program, "up", "-c", policy, "--detach", env=environment)
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_gatehouse/health/live", timeout=60) as answer:
            assert answer.status == 200
        assert str(tmp_path / "opt" / "lib" / "nginx" / "modules") in (tmp_path / "run" / "nginx.conf").read_text()
    finally:
        run(program, "stop", "-c", policy, env=environment)


def test_A7_a_program_of_its_own_embeds_the_gate(tmp_path):
    run("cmake", "--install", BUILD, "--prefix", tmp_path / "opt", "--component", "development")
    run("cmake", "-S", ROOT / "examples" / "embedded", "-B", tmp_path / "build", f"-DCMAKE_PREFIX_PATH={tmp_path / 'opt'}")
    run("cmake", "--build", tmp_path / "build")
    (tmp_path / "public.pem").write_text(run("openssl", "pkey", "-in", "/dev/stdin", "-pubout", input=run("openssl", "genpkey", "-algorithm", "ed25519")))
    (tmp_path / "gatehouse.yaml").write_text("environment: development\nlisten: 127.0.0.1:8443\ntls: off\nrun_dir: run\nupstream: http://127.0.0.1:9\n"
                                             "tokens: { issuer: i, audience: a, keys: public.pem, algorithms: EdDSA }\nroutes: [{ path: /health, auth: none }]\n")
    said = [subprocess.run([tmp_path / "build" / "embedded", "gatehouse.yaml", "GET", path], cwd=tmp_path, capture_output=True, text=True, timeout=60)
            for path in ("/health", "/other")]
    assert [(each.returncode, each.stdout) for each in said] == [(0, "200 allowed\n"), (1, "401 token_missing\n")]
