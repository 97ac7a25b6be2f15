"""A real PostgreSQL server in a folder of its own, reachable by its Unix socket only, as a user that is not root."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import urllib.parse


class Postgres:
    def __init__(self):
        versions = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
        assert versions, "no PostgreSQL below /usr/lib/postgresql: install `postgresql`"
        self.programs = versions[-1]
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gatehouse-postgres-"))
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-D", self.folder / "data", "-A", "trust", "-U", "gatehouse", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self.start()

    def _run(self, program: str, *arguments, check: bool = True):
        as_somebody = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run([*as_somebody, self.programs / program, *arguments], check=check, cwd="/", stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def start(self):
        self._run("pg_ctl", "-D", self.folder / "data", "-w", "-l", self.folder / "log", "-o",
                  f"-k {self.folder} -c listen_addresses='' -c fsync=off", "start")

    def stop(self):
        """At once: connections are cut."""
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")

    @property
    def url(self) -> str:
        return f"postgresql://gatehouse@{urllib.parse.quote(str(self.folder), safe='')}/postgres"

    def close(self):
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)
