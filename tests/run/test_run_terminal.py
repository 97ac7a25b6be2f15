"""Programs that own a terminal, under `run`, as jobs of a real shell: Ctrl-C, Ctrl-Z and fg, window size, raw mode, /dev/tty."""

import fcntl
import json
import os
import shlex
import shutil
import signal
import struct
import termios
import time

import pytest
from run_support import BINARY, KINDS, OnTerminal, PATIENCE, PLANTED, PYTHON, environment_of, eventually, process_files

# It looks for keys again and again: curses misses a new size that comes between its look at the signal and its wait for a key.
CURSES = """
import curses
def main(screen):
    screen.timeout(50)
    while True:
        screen.addstr(0, 0, 'size %dx%d ' % screen.getmaxyx())
        screen.refresh()
        key = screen.getch()
        if key == ord('q'):
            return
        if key != curses.ERR:
            screen.addstr(2, 0, 'key-%s ' % curses.keyname(key).decode())
            screen.refresh()
curses.wrapper(main)
print('bye', 'curses')
"""


class Shell(OnTerminal):
    """bash with job control, as a person sits at it. Its prompt has its process id and the number of the next line: `PID-N$ `."""

    def __init__(self, folder, **environment):
        super().__init__(["bash", "--norc", "--noprofile", "-i"], folder, environment_of(PS1=r"$$-\#$ ", TERM="xterm", HISTFILE="", **environment))
        self.past = b""
        self.lines = self.marks = 0
        self.resize(24, 80)
        self.listens()

    def resize(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def expect(self, text, patience=PATIENCE):
        def there():
            return text in self.read()
        assert eventually(there, patience), self.output[-3000:]
        end = self.output.index(text) + len(text)
        self.past += self.output[:end]
        self.output = self.output[end:]

    @property
    def everything(self):
        """All that was ever shown."""
        return self.past + self.read()

    def send(self, line):
        """A line for this shell; what a program reads is typed."""
        self.lines += 1
        self.type(line.encode() + b"\n")

    def listens(self):
        """Waits until it has done what it was told: what is typed from now on is for the shell."""
        self.expect(f"{self.pid}-{self.lines + 1}$ ".encode())

    def prompt(self):
        """The shell listens again, and shows what it runs."""
        self.listens()
        self.marks += 1
        self.send(f"echo mark-$((0+{self.marks}))-$?")
        self.expect(f"mark-{self.marks}-".encode())
        self.listens()

    def foreground(self):
        return os.tcgetpgrp(self.master)


@pytest.fixture
def shell(tmp_path):
    started = Shell(tmp_path)
    yield started
    os.kill(started.pid, signal.SIGHUP)
    started.close()


@pytest.fixture(params=KINDS)
def run(request, tmp_path):
    (tmp_path / "secret").write_text(PLANTED)
    words = [str(BINARY), "run", *KINDS[request.param], "--set", f"A=ref+file://{tmp_path}/secret", "--no-env", "--"]
    return lambda *command: shlex.join([*words, *command])


def needs(program):
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    return program


def test_ctrl_c_ends_a_server_behind_a_shell(shell, run, tmp_path):
    server = "import os, time; open('pid', 'w').write(str(os.getpid())); print('serv' + 'ing', flush=True); time.sleep(100)"
    shell.send(run("sh", "-c", shlex.join([PYTHON, "-c", server]) + "; true"))
    shell.expect(b"serving")
    shell.type(b"\x03")
    shell.prompt()
    pid = int((tmp_path / "pid").read_text())
    assert eventually(lambda: not process_files(pid, "cmdline"))


def test_top(shell, run):
    shell.send(run(needs("top")))
    shell.expect(b"PID")
    shell.type(b"q")
    shell.prompt()


def test_top_is_stopped_and_continued(shell, run):
    shell.send(run(needs("top")))
    shell.expect(b"PID")
    shell.type(b"\x1a")
    shell.expect(b"Stopped")
    shell.prompt()
    shell.send("fg")
    shell.expect(b"PID")
    shell.type(b"q")
    shell.prompt()


def test_less_reads_keys(shell, run, tmp_path):
    (tmp_path / "text").write_text("".join(f"line-{n}-end\n" for n in range(500)))
    shell.send(run(needs("less"), "text"))
    shell.expect(b"line-3-end")
    shell.type(b"G")
    shell.expect(b"line-499-end")
    shell.type(b"g")
    shell.expect(b"line-0-end")
    shell.type(b"q")
    shell.prompt()


def test_a_pager_behind_a_pipe_reads_keys_from_the_terminal(shell, run, tmp_path):
    (tmp_path / "text").write_text("".join(f"line-{n}-end\n" for n in range(500)))
    shell.send("cat text | " + run(needs("less")))
    shell.expect(b"line-3-end")
    shell.type(b"G")
    shell.expect(b"line-499-end")
    shell.type(b"q")
    shell.prompt()


def test_vim_writes_a_file(shell, run, tmp_path):
    shell.send(run(needs("vi"), "-u", "NONE", "note"))
    shell.expect(b"~")
    shell.type(b"ihello\x1b:w\r")
    assert eventually(lambda: (tmp_path / "note").exists() and (tmp_path / "note").read_text() == "hello\n"), shell.output
    shell.type(b"\x1a")
    shell.expect(b"Stopped")
    shell.listens()
    shell.send("fg")
    shell.expect(b"hello")  # it shows the file again
    shell.type(b"obye\x1b:wq\r")
    assert eventually(lambda: (tmp_path / "note").read_text() == "hello\nbye\n"), shell.output
    shell.prompt()


def test_a_curses_program_gets_every_key_and_the_new_size(shell, run):
    shell.send(run(PYTHON, "-c", CURSES))
    shell.expect(b"size 24x80")
    for key in "abcefghijklmnop":  # "d" stands in the sequence that moves the cursor
        shell.type(key.encode())
        shell.expect(key.encode())
    shell.type(b"\x1bOA")
    shell.expect(b"UP")
    shell.resize(33, 111)
    shell.expect(b"33x111")
    shell.type(b"q")
    shell.expect(b"bye curses")
    shell.prompt()


def test_npm_start(shell, run, tmp_path):
    needs("npm")
    (tmp_path / "package.json").write_text(json.dumps({"name": "a", "scripts": {"start": "node server.js"}}))
    (tmp_path / "server.js").write_text("const s = require('http').createServer(); s.listen(0, () => { require('fs').writeFileSync('pid', '' + process.pid);"
                                        " console.log('listening ' + (1 + 1)) })")
    shell.send(run("npm", "start", "--no-update-notifier"))
    shell.expect(b"listening 2")
    pid = int((tmp_path / "pid").read_text())
    shell.type(b"\x03")
    shell.prompt()
    assert eventually(lambda: not process_files(pid, "cmdline"))


def test_a_password_is_not_echoed(shell, run):
    shell.send(run(PYTHON, "-c", "import getpass; print('got', len(getpass.getpass('sa' + 'y: ')))"))
    shell.expect(b"say: ")
    shell.type(b"opensesame\n")
    shell.expect(b"got 10")
    shell.prompt()
    assert b"opensesame" not in shell.everything


def test_what_is_echoed_is_echoed_once(shell, run):
    shell.send(run(PYTHON, "-c", "print('u' + 'p'); print('got', input())"))
    shell.expect(b"up\r")
    shell.type(b"kazoo\n")
    shell.expect(b"got kazoo")
    shell.prompt()
    assert shell.everything.count(b"kazoo") == 2, shell.everything


def test_the_terminal_is_as_it_was_afterwards(shell, run):
    shell.send("stty -g > before")
    shell.prompt()
    for end in ("true", "kill -9 $$", "stty raw -echo; kill -9 $$", "exit 3"):
        shell.send(run("sh", "-c", end))
        shell.prompt()
    shell.send(run("sh", "-c", "echo up; exec sleep 100"))
    shell.expect(b"up\r")
    shell.type(b"\x1a")
    shell.expect(b"Stopped")
    shell.listens()
    shell.send("kill -9 %1; stty echo; echo typed-$((1+1))")
    shell.expect(b"typed-2")


def test_a_job_in_the_background_keeps_running_and_comes_to_the_foreground(shell, run):
    shell.send(run(PYTHON, "-c", "import time; time.sleep(0.5); print('got', input())") + " &")
    shell.prompt()
    time.sleep(1.0)  # on a slow machine it asks only after it has come to the foreground
    shell.send("fg")
    assert eventually(lambda: shell.foreground() != shell.pid), shell.read()
    shell.type(b"kazoo\n")
    shell.expect(b"got kazoo")
    shell.prompt()


def test_input_that_the_command_does_not_read_goes_to_the_next_reader(shell, run, tmp_path):
    """Whole lines, half a line, and what comes while the command ends."""
    shell.send(run("sh", "-c", "echo u''p; read a; echo $a > read; sleep 0.5") + "; read b; read c; echo \"b:$b c:$c\"")
    shell.expect(b"up\r")
    shell.type(b"one\ntwo\nth")
    assert eventually(lambda: (tmp_path / "read").exists() and (tmp_path / "read").read_text() == "one\n"), shell.read()
    time.sleep(1.0)
    shell.type(b"ree\n")
    shell.expect(b"b:two c:three")
    shell.prompt()


def test_behind_a_pipe_a_pager_of_another_program_keeps_its_keys(shell, run):
    shell.send(run("sh", "-c", "seq -f 'line-%g-end' 500; echo done >&2") + " | " + needs("less"))
    shell.expect(b"line-3-end")
    shell.type(b"G")
    shell.expect(b"line-500-end")
    shell.type(b"q")
    shell.prompt()


def test_the_terminal_is_asked_though_stdin_is_a_file(shell, run, tmp_path):
    (tmp_path / "text").write_text("text\n")
    shell.send(run("sh", "-c", "read a; echo up; read b < /dev/tty; echo \"a:$a b:$b\"") + " < text")
    shell.expect(b"up\r")
    shell.type(b"kazoo\n")
    shell.expect(b"a:text b:kazoo")
    shell.prompt()


def test_a_program_in_front_of_the_pipe_asks_for_its_password(shell, run):
    ask = shlex.join([PYTHON, "-c", "import getpass; print('len', len(getpass.getpass('sa' + 'y: ')))"])
    shell.send(ask + " | " + run("cat"))
    shell.expect(b"say: ")
    shell.type(b"opensesame\n")
    shell.expect(b"len 10")
    shell.prompt()
    assert b"opensesame" not in shell.everything


ASKING = "stty -echo; touch asking; read -r x < /dev/tty; stty echo; echo \"len ${#x}\""


def test_a_password_is_not_taken_from_the_program_that_is_asking_for_it_already(shell, run):
    """`run` starts while echo is off: that is the other program's doing, and so are the keys."""
    wait = "until [ -e asking ]; do sleep 0.05; done"
    shell.send(shlex.join(["sh", "-c", ASKING]) + f" | ({wait}; exec " + run("sh", "-c", "echo up >&2; exec cat") + ")")
    shell.expect(b"up\r")
    time.sleep(0.3)  # in which `run` could take the terminal
    assert termios.tcgetattr(shell.master)[3] & termios.ICANON, "it has taken the terminal, and reads what is typed"
    shell.type(b"opensesame\n")
    shell.expect(b"len 10")
    shell.prompt()
    assert b"opensesame" not in shell.everything


def test_modes_of_the_program_that_is_asking_are_not_restored_after_it(shell, run):
    """The command dies when the other program has its answer, and echo has been on again."""
    wait = "until [ -e asking ]; do sleep 0.05; done"
    shell.send("stty -a > before; " + shlex.join(["sh", "-c", ASKING + "; touch asked"]) + f" | ({wait}; exec " +
               run("sh", "-c", "echo up >&2; until [ -e asked ]; do sleep 0.05; done; kill -9 $$") + "); stty -a > after")
    shell.expect(b"up\r")
    shell.type(b"opensesame\n")
    shell.prompt()
    assert (shell.folder / "after").read_text() == (shell.folder / "before").read_text()


def test_a_shell_inside_has_jobs_of_its_own(shell, run):
    shell.send(run("bash", "--norc", "-i"))
    shell.type(b"echo in''ner\n")
    shell.expect(b"inner")
    shell.type(b"sh -c 'echo u''p; exec sleep 100'\n")
    shell.expect(b"up\r")
    shell.type(b"\x1a")
    shell.expect(b"Stopped")
    shell.type(b"kill -9 %1; while [ -n \"$(jobs -s)\" ]; do sleep 0.05; done; exit\n")
    shell.prompt()


@pytest.mark.parametrize("command", ["sh -c 'tty > /dev/null && echo \"is $A.\" > /dev/tty'", "sh -c 'echo \"is $A.\"'",
                                     "sh -c 'echo \"is $A.\" >&2'", "sh -c 'printf %s \"$A\" | base64 | sed \"s/^/is /;s/$/./\"'"])
def test_B4_on_a_terminal_no_way_leads_around_the_mask(shell, tmp_path, command):
    (tmp_path / "secret").write_text(PLANTED)
    shell.send(f"{shlex.quote(str(BINARY))} run --mask --no-env --set A=ref+file://{tmp_path}/secret -- {command}")
    shell.expect(b"is ***")
    shell.prompt()
    assert PLANTED.encode() not in shell.everything


@pytest.mark.parametrize("script", ["bash s.sh", "sh s.sh"])
def test_B4_a_script_ends_with_the_command_that_was_interrupted(shell, run, tmp_path, script):
    (tmp_path / "s.sh").write_text(run("sh", "-c", "echo up; exec sleep 100") + "\necho went-on\n")
    shell.send(script)
    shell.expect(b"up\r")
    shell.type(b"\x03")
    shell.prompt()
    assert b"went-on" not in shell.everything


def test_a_script_goes_on_after_a_command_that_handles_the_interrupt(shell, run, tmp_path):
    (tmp_path / "s.sh").write_text(run("sh", "-c", "trap 'exit 0' INT; echo up; while :; do sleep 0.05; done") + "\necho went-on\n")
    shell.send("bash s.sh")
    shell.expect(b"up\r")
    shell.type(b"\x03")
    shell.expect(b"went-on")
    shell.prompt()
