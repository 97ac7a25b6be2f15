"""Row A2: messy files of real projects: all errors are reported at once, and repaired if possible."""

import pytest

MESSY = ("\ufeff# made on Windows\r\nDATABASE_URL=\u201cpostgres://app:hunter2@db/x\u201d\r\n\u00a0API_KEY\u00a0=\u00a0hunter3\r\nset DEBUG=1\r\n"
         "PORT: 8080\r\nAPI_KEY=hunter4\r\n")


def test_A2_a_messy_file_is_repaired_and_encrypted(home, tmp_path):
    (tmp_path / ".env").write_bytes(MESSY.encode("utf-16"))
    shown = home.run("env", "import", cwd=tmp_path).stderr
    for words in ("was UTF-16", ".env:2: typographic quotes", ".env:3: unusual blanks", ".env:4: \"set\"", ".env:5: \":\"",
                  ".env:3: API_KEY is set again in line 6", "Nothing was written"):
        assert words in shown, shown
    assert "hunter" not in shown and (tmp_path / ".env").read_bytes() == MESSY.encode("utf-16")
    home.run("env", "import", "--write", cwd=tmp_path)
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
    home.run("env", "encrypt", "-r", "anna@example.org", cwd=tmp_path)
    values = {name: home.run("env", "get", name, cwd=tmp_path).stdout[:-1] for name in ("DATABASE_URL", "API_KEY", "DEBUG", "PORT")}
    assert values == {"DATABASE_URL": "postgres://app:hunter2@db/x", "API_KEY": "hunter4", "DEBUG": "1", "PORT": "8080"}
    assert "There is nothing to repair" in home.run("env", "import", cwd=tmp_path).stderr


def test_A2_errors_that_cannot_be_repaired_are_reported_and_nothing_is_written(home, tmp_path):
    (tmp_path / ".env").write_text("A=b\nno setting\nB='open\n")
    done = home.run("env", "import", "--output", "out", cwd=tmp_path, code=1)
    assert ":2: Not a setting" in done.stderr and ":3: A quote begins" in done.stderr and not (tmp_path / "out").exists()
    (tmp_path / "out").write_text("x")
    (tmp_path / ".env").write_text("A=b\n")
    assert home.run("env", "import", "--output", "out", cwd=tmp_path, code=2) and (tmp_path / "out").read_text() == "x"


@pytest.mark.parametrize("command", [("env", "encrypt", "-r", "anna@example.org"), ("run", "--", "true"), ("settings", "check")])
def test_A2_everything_that_is_wrong_with_a_file_at_once(home, tmp_path, command):
    (tmp_path / ".env").write_text("one\nA=b\n1B=c\nC='x' y\nD=ok\nA=again\n")
    done = home.run(*command, cwd=tmp_path, code=None)
    assert done.returncode != 0
    for line in (1, 3, 4, 6):
        assert f".env:{line}: " in done.stderr, done.stderr
    assert done.stderr.count("gatehouse env import says what can be repaired") == 1


@pytest.mark.parametrize("command", [("env", "encrypt", "-r", "anna@example.org"), ("run", "--", "true"), ("settings", "check")])
def test_A2_a_file_in_another_encoding_names_the_way_out(home, tmp_path, command):
    for encoding in ("utf-16", "utf-8-sig"):
        (tmp_path / ".env").write_bytes("A=hunter2\n".encode(encoding))
        done = home.run(*command, cwd=tmp_path, code=None)
        assert done.returncode != 0 and "gatehouse env import" in done.stderr and "hunter" not in done.stderr
