"""Row A2 with C1: ref+dotenv:// names one setting of a file, in clear or encrypted, for whatever takes references."""


def child_sees(folder, name: str, reference: str, code: int | None = 0):
    done = folder.home.run("run", "--set", f"{name}={reference}", "--", "/bin/sh", "-c", f'printf %s "${name}"', cwd=folder.path,
                           code=code)
    return done


def test_A2_C1_one_setting_of_an_encrypted_file(folder):
    assert child_sees(folder, "KEY", "ref+dotenv://.env.encrypted#/API_KEY").stdout == "hunter3"
    assert child_sees(folder, "KEY", "ref+dotenv://.env.encrypted#/PEM").stdout == "-----BEGIN\nhunter5\n-----END"


def test_A2_C1_one_setting_of_a_file_in_clear(folder):
    (folder.path / "clear.env").write_text("A='two words'\n")
    assert child_sees(folder, "KEY", "ref+dotenv://clear.env#/A").stdout == "two words"


def test_A2_C1_what_does_not_resolve_stops_the_start(folder):
    for reference in ("ref+dotenv://.env.encrypted#/NOBODY", "ref+dotenv://nofile#/A"):
        done = child_sees(folder, "KEY", reference, code=None)
        assert done.returncode != 0 and done.stdout == "" and reference in done.stderr and "hunter" not in done.stderr
    text = folder.file.read_text()
    folder.file.write_text(text.replace("# database", "# changed"))
    done = child_sees(folder, "KEY", "ref+dotenv://.env.encrypted#/API_KEY", code=None)
    assert done.returncode != 0 and "moved or edited by hand" in done.stderr


def test_A2_C1_through_secrets_get(folder):
    done = folder.home.run("secrets", "get", "ref+dotenv://.env.encrypted#/API_KEY", cwd=folder.path)
    assert done.stdout.rstrip("\n") == "hunter3"
