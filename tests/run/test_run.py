"""`run`: the data that the command gets, and that it is nowhere else (rows A2 A4 B4 C1)."""

import os
import pathlib
import resource
import signal
import stat
import subprocess
import time

import pytest
from run_support import BINARY, COULD_NOT_RUN, FINE, KINDS, PATIENCE, PLANTED, PYTHON, environment_of, eventually, process_files, recorder


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "secret"
    file.write_text(PLANTED + "\n")
    file.chmod(0o600)
    return f"ref+file://{file}"


@pytest.mark.parametrize("kind", KINDS)
def test_C1_a_reference_becomes_its_value(gatehouse, secret, kind):
    arguments = [word for word in KINDS[kind] if word != "--files"]
    result = gatehouse("run", *arguments, "--set", f"DATABASE_URL={secret}", "--", PYTHON, "-c",
                       "import os; print(len(os.environ['DATABASE_URL']))")
    assert result.code == FINE and result.out == f"{len(PLANTED)}\n", result


def test_C1_references_of_an_env_file(gatehouse, tmp_path, secret):
    (tmp_path / ".env").write_text(f"A={secret}\nB=ref+env://OTHER\nC=plain\nD=ref+dotenv://{tmp_path}/more#/X\n")
    (tmp_path / "more").write_text("X=from more\n")
    result = gatehouse("run", "--", "sh", "-c", 'echo "$A|$B|$C|$D"', OTHER="from the environment")
    assert result.out == f"{PLANTED}|from the environment|plain|from more\n", result


def test_C1_a_reference_that_cannot_be_resolved_prevents_the_start_and_is_named(gatehouse, tmp_path, secret):
    (tmp_path / ".env").write_text(f"GOOD={secret}\nA=ref+env://NOT_THERE\nB=ref+file:///no/such/file\n")
    result = gatehouse("run", "--", "touch", "started")
    assert result.code == COULD_NOT_RUN and not (tmp_path / "started").exists()
    assert "ref+env://NOT_THERE" in result.err and "ref+file:///no/such/file" in result.err
    assert PLANTED not in result.err


def test_C1_libcurl_is_needed_by_references_to_stores_alone(gatehouse, tmp_path, secret):
    (tmp_path / "libcurl.so.4").write_text("no library")
    broken = {"LD_LIBRARY_PATH": str(tmp_path), "VAULT_ADDR": "http://127.0.0.1:1", "VAULT_TOKEN": "any"}
    assert gatehouse("run", "--set", f"A={secret}", "--", "true", **broken).code == FINE
    refused = gatehouse("run", "--set", "A=ref+vault://secret/app#/key", "--", "true", **broken)
    assert refused.code == COULD_NOT_RUN and "libcurl could not be loaded" in refused.err, refused


UNUSED = ("libcurl.so.4", "libgpgme.so.11", "libassuan.so.0", "libgpg-error.so.0", "libgit2.so.1.5", "libarchive.so.13", "libpq.so.5", "libsqlite3.so.0",
          "libsoci_core.so.4.0", "libcpp-httplib.so.0.11", "libgssapi_krb5.so.2", "libldap-2.5.so.0")


def test_C1_a_plain_run_loads_nothing_that_it_does_not_use(gatehouse, tmp_path, secret):
    """Not one of these could be loaded: their names lead to files that are no libraries."""
    folder = tmp_path / "no-libraries"
    folder.mkdir()
    for name in UNUSED:
        (folder / name).write_text("no library")
    (tmp_path / ".env").write_text(f"PLAIN=1\nSECRET={secret}\n")
    broken = {"LD_LIBRARY_PATH": str(folder)}
    started = gatehouse("run", "--", "/bin/true", **broken)
    assert started.code == FINE and started.err == "", started
    refused = gatehouse("keys", "check", **broken)
    assert "The GPGME library is not there" in refused.err + refused.out, refused


def test_A4_only_what_is_named(gatehouse, tmp_path):
    result = gatehouse("run", "--", "env", UNNAMED="ref+env://HOME")
    assert "UNNAMED=ref+env://HOME" in result.out.splitlines() and "--set UNNAMED" in result.err
    named = gatehouse("run", "--set", "UNNAMED", "--", "env", UNNAMED="ref+env://OTHER", OTHER="x")
    assert "UNNAMED=x" in named.out.splitlines()


def test_A4_pristine_and_preserve(gatehouse, tmp_path, secret):
    (tmp_path / ".env").write_text("FROM_FILE=1\n")
    env = "/usr/bin/env"
    result = gatehouse("run", "--pristine", "--preserve", "KEPT,NOT_THERE", "--set", f"S={secret}", "--", env, KEPT="yes", LOST="no")
    assert sorted(result.out.splitlines()) == sorted([f"S={PLANTED}", "FROM_FILE=1", "KEPT=yes"])


def test_A4_values_in_clear_are_no_arguments(gatehouse):
    result = gatehouse("run", "--set", f"A={PLANTED}", "--", "true")
    assert result.code == COULD_NOT_RUN and PLANTED not in result.err


@pytest.mark.parametrize("kind", KINDS)
def test_exit_code_is_kept(gatehouse, kind):
    for status in (0, 1, 3, 42, 255):
        assert gatehouse("run", *KINDS[kind], "--", "sh", "-c", f"exit {status}").code == status


@pytest.mark.parametrize("kind", ["files", "mask", "restart"])
def test_exit_code_of_a_signal(gatehouse, kind):
    assert gatehouse("run", *KINDS[kind], "--", "sh", "-c", "kill -9 $$").code == 128 + 9
    assert gatehouse("run", *KINDS[kind], "--", "sh", "-c", "kill -15 $$").code == 128 + 15


@pytest.mark.parametrize("kind", KINDS)
def test_a_command_that_cannot_be_started(gatehouse, tmp_path, kind):
    missing = gatehouse("run", *KINDS[kind], "--", "no-such-command-at-all")
    assert missing.code == 127 and "no-such-command-at-all" in missing.err
    (tmp_path / "plain").write_text("x")
    assert gatehouse("run", *KINDS[kind], "--", "./plain").code == 126


@pytest.mark.parametrize("kind", KINDS)
def test_arguments_arrive_as_they_were_typed(gatehouse, kind):
    odd = ["", "[a,b]", "--", "-x", "--pristine", "%%", "a b", "{}", "ä"]
    result = gatehouse("run", *KINDS[kind], "--", PYTHON, "-c", "import sys; print(sys.argv[1:])", *odd)
    assert result.out == f"{odd}\n", result


@pytest.mark.parametrize("line", [["true", "--", "true"], ["true", "-x", "--", "true"], ["--env", "--", "true"]])
def test_words_in_front_of_the_dashes_start_nothing(gatehouse, tmp_path, line):
    result = gatehouse("run", *line[:-1], "touch", "started")
    assert result.code == COULD_NOT_RUN and result.err.startswith("error: "), result
    assert not (tmp_path / "started").exists()


@pytest.mark.parametrize("line", [[], ["--"], ["--signal", "HUP", "--", "true"], ["--restart-on-change", "--signal", "HUP", "--", "true"],
                                  ["--files", "--fds", "--", "true"], ["--preserve", "A", "--", "true"], ["--set", "1=x", "--", "true"]])
def test_wrong_usage(gatehouse, line):
    result = gatehouse("run", *line)
    assert result.code == COULD_NOT_RUN and result.out == "" and result.err


def test_A4_files_in_memory(gatehouse, secret, tmp_path):
    script = "import os; p=os.environ['A_FILE']; s=os.stat(p); d=os.stat(os.path.dirname(p)); " \
             "print(p, oct(s.st_mode & 0o777), oct(d.st_mode & 0o777), 'A' in os.environ, open(p).read())"
    result = gatehouse("run", "--files", "--set", f"A={secret}", "--", PYTHON, "-c", script, A="old")
    path, file_mode, folder_mode, in_environment, content = result.out.split()
    assert (file_mode, folder_mode, in_environment, content) == ("0o400", "0o700", "False", PLANTED)
    assert subprocess.run(["stat", "-f", "-c", "%T", "/dev/shm"], capture_output=True, text=True).stdout.strip() == "tmpfs"
    assert path.startswith("/dev/shm/") and not pathlib.Path(path).parent.exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT])
def test_A4_files_are_removed_after_signals(spawn, secret, tmp_path, number):
    process = spawn("run", "--files", "--set", f"A={secret}", "--", "sh", "-c", 'echo "$A_FILE" > where; exec sleep 60')
    assert eventually(lambda: (tmp_path / "where").exists() and (tmp_path / "where").read_text().endswith("\n"))
    folder = pathlib.Path((tmp_path / "where").read_text().strip()).parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    process.send_signal(number)
    assert process.wait(PATIENCE) == 128 + number
    assert not folder.exists()


def test_A4_what_a_killed_run_left_goes_with_the_next(gatehouse, spawn, secret, tmp_path):
    process = spawn("run", "--files", "--set", f"A={secret}", "--", "sh", "-c", 'echo $$ "$A_FILE" > where; exec sleep 60')
    assert eventually(lambda: (tmp_path / "where").exists() and (tmp_path / "where").read_text().endswith("\n"))
    child, path = (tmp_path / "where").read_text().split()
    process.kill()
    process.wait()
    os.kill(int(child), signal.SIGKILL)
    assert pathlib.Path(path).exists()
    assert gatehouse("run", "--files", "--", "true").code == FINE
    assert not pathlib.Path(path).parent.exists()


@pytest.mark.parametrize("kind", ["become", "mask"])
def test_A4_descriptors(gatehouse, secret, kind):
    script = "import os; fd=int(os.environ['A_FD']); print(os.read(fd, 100).decode(), os.readlink(f'/proc/self/fd/{fd}'), 'A' in os.environ)"
    arguments = [] if kind == "become" else ["--restart-on-change"]
    result = gatehouse("run", *arguments, "--fds", "--set", f"A={secret}", "--", PYTHON, "-c", script)
    assert result.out.startswith(f"{PLANTED} /memfd:A") and result.out.endswith("False\n"), result


@pytest.mark.parametrize("kind", KINDS)
def test_descriptors_of_ours_pass_and_no_others(gatehouse, secret, kind):
    read, write = os.pipe()
    script = "import os; print(sorted(int(fd) for fd in os.listdir('/proc/self/fd')))"
    done = subprocess.run([BINARY, "run", *KINDS[kind], "--set", f"A={secret}", "--", PYTHON, "-c", script], pass_fds=[read],
                          capture_output=True, text=True, env=environment_of(), timeout=60)
    os.close(read)
    os.close(write)
    listed = [fd for fd in eval(done.stdout)]
    assert read in listed and len(listed) == 5, done  # 0 1 2, the pipe, and the listing's own


@pytest.mark.parametrize("kind", KINDS)
def test_B4_no_secret_where_it_does_not_belong(spawn, secret, log, tmp_path, kind):
    """Not in the process list, not in a file on a disk, not in what is said, not in a core dump."""
    err = tmp_path / "stderr"
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    before = set(pathlib.Path("/tmp").glob("*"))
    with open(err, "wb") as out:
        process = spawn("run", *KINDS[kind], "--set", f"A={secret}", "--", *recorder(log), stdout=out, stderr=out)
        child = log.wait_ready()
    for pid in {process.pid, child}:
        assert PLANTED.encode() not in process_files(pid, "cmdline")
    if kind != "become":
        assert PLANTED.encode() not in process_files(process.pid, "environ")
        # Swapped for the child's end: what the kernel would write of `run` itself.
        os.kill(process.pid, signal.SIGSEGV)
        _, status = os.waitpid(process.pid, 0)
        process.returncode = -signal.SIGSEGV
        assert os.WIFSIGNALED(status) and not os.WCOREDUMP(status)
        os.kill(child, signal.SIGKILL)
    found = subprocess.run(["grep", "-rlF", "--exclude=secret", PLANTED, tmp_path, *(set(pathlib.Path("/tmp").glob("*")) - before)],
                           capture_output=True, text=True)
    assert found.stdout == "", found.stdout


@pytest.mark.parametrize("command", [["secrets", "get"], ["run", "--mask", "--", "cat"]])
def test_B4_no_core_dump_of_what_prints_a_secret(tmp_path, command):
    (tmp_path / "long").write_text(PLANTED * 10_000)  # more than a pipe takes: it waits for us with the value in its hands
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    where = f"ref+file://{tmp_path}/long" if command[0] == "secrets" else tmp_path / "long"
    process = subprocess.Popen([BINARY, *command, where], cwd=tmp_path, stdout=subprocess.PIPE, env=environment_of())
    assert process.stdout.read(len(PLANTED)) == PLANTED.encode()
    os.kill(process.pid, signal.SIGSEGV)
    _, status = os.waitpid(process.pid, 0)
    process.returncode = -signal.SIGSEGV
    process.stdout.close()
    assert os.WIFSIGNALED(status) and not os.WCOREDUMP(status)


@pytest.mark.parametrize("kind", KINDS)
def test_closed_standard_descriptors_are_never_ours(tmp_path, kind):
    script = "import os; open('out', 'w').write(' '.join(os.readlink(f'/proc/self/fd/{n}') for n in (0, 1, 2)))"
    line = 'exec "$0" "$@" <&- >&- 2>&-'
    subprocess.run(["sh", "-c", line, BINARY, "run", *KINDS[kind], "--", PYTHON, "-c", script], cwd=tmp_path, env=environment_of(), timeout=60)
    where = (tmp_path / "out").read_text().split()
    assert len(where) == 3 and all(one == "/dev/null" or one.startswith("pipe:") for one in where), where


def test_a_command_without_the_dashes_gets_an_error_that_shows_them(gatehouse):
    result = gatehouse("run", "sh", "-c", "echo hi")
    assert result.code == COULD_NOT_RUN and "gatehouse run -- COMMAND" in result.err, result
    assert "gatehouse run -- COMMAND" in gatehouse("run", "true").err


@pytest.mark.parametrize("line", [["env", "set", "A", PLANTED], ["env", "set", "A", f"--value={PLANTED}"], ["password", "hash", PLANTED],
                                  ["user", "passwd", "anna", PLANTED], ["run", PLANTED, f"--token={PLANTED}"]])
def test_B4_a_secret_typed_as_an_argument_is_not_repeated(gatehouse, line):
    result = gatehouse(*line)
    assert result.code == COULD_NOT_RUN and result.err and PLANTED not in result.err + result.out, result


def test_B4_core_dumps_would_be_seen_here(tmp_path):
    """The test above can fail: another process does leave a core dump."""
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    process = subprocess.Popen(["sleep", "60"], cwd=tmp_path)
    time.sleep(0.1)
    os.kill(process.pid, signal.SIGSEGV)
    _, status = os.waitpid(process.pid, 0)
    process.returncode = -signal.SIGSEGV
    if not os.WCOREDUMP(status):
        pytest.skip("this machine writes no core dumps")
