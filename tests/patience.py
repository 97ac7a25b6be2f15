"""How long tests wait: limits that hold on a machine that does other things, too."""

import os
import pathlib
import time


def eventually(holds, patience: float = 60.0) -> bool:
    """Whether it holds at last. A loaded machine is no fault: only what never comes takes so long."""
    end, pause = time.monotonic() + patience, 0.01
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(pause)
        pause = min(1.5 * pause, 0.1)  # to ask costs time, too
    return False


def within(seconds: float, holds) -> bool:
    """Whether it holds before so many seconds of an idle machine are over."""
    watch = Stopwatch()
    return eventually(holds) and watch.seconds < seconds


class Stopwatch:
    """Seconds as they would be if nothing else ran on the machine: those that passed, divided by how much longer the work of all processes
    took because they waited for a processor, or the machine for its host."""

    def __init__(self):
        self.begun, self.before, self.stolen = time.monotonic(), self._work(), self._stolen()

    @property
    def seconds(self) -> float:
        return (time.monotonic() - self.begun) / self.stretch

    @property
    def stretch(self) -> float:
        """How much longer work takes than on an idle machine."""
        ran, waited = 0, self._stolen() - self.stolen
        for process, (run, wait) in self._work().items():
            run_before, wait_before = self.before.get(process, (0, 0))
            ran, waited = ran + run - run_before, waited + wait - wait_before
        return 1 + waited / ran if ran > 0 else 1.0

    @staticmethod
    def _work() -> dict[str, tuple[int, int]]:
        """Nanoseconds that each process has run and has waited for a processor."""
        found = {}
        for file in pathlib.Path("/proc").glob("[0-9]*/schedstat"):
            try:
                run, wait, _ = file.read_text().split()
            except (OSError, ValueError):  # it has ended
                continue
            found[file.parent.name] = (int(run), int(wait))
        return found

    @staticmethod
    def _stolen() -> int:
        fields = pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()
        return int(fields[8]) * 1_000_000_000 // os.sysconf("SC_CLK_TCK") if len(fields) > 8 else 0
