"""A working folder with an encrypted file in it, and the file in clear that it is made of."""

import pathlib

from gpg_home import GpgHome

PLAIN = """# database
export DATABASE_URL='postgres://app:hunter2@db/app' # main
API_KEY=hunter3

#OLD_KEY=hunter4
EMPTY=
PEM="-----BEGIN
hunter5
-----END"
"""


class Folder:
    def __init__(self, home: GpgHome, path: pathlib.Path, recipients=("anna",), plain: str = PLAIN):
        self.home = home
        self.path = path
        self.file = path / ".env.encrypted"
        named = [word for name in recipients for word in ("--recipient", f"{name}@example.org")]
        home.run("env", "encrypt", "-", "--output", self.file, *named, cwd=path, data=plain)

    def env(self, *arguments, **more):
        return self.home.run("env", *arguments, cwd=self.path, **more)

    def plain(self) -> str:
        return self.env("decrypt").stdout
