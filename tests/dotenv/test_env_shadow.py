"""Row C5: an encrypted file and one in clear of the same name, and the encrypted file of an environment."""


def test_C5_a_file_in_clear_next_to_the_encrypted_one_is_reported(home, tmp_path):
    (tmp_path / ".env").write_text("A=old\n")
    home.run("env", "encrypt", "-r", "anna@example.org", cwd=tmp_path)
    show = ("run", "--", "sh", "-c", "echo $A")
    assert home.run(*show, cwd=tmp_path).stderr == ""
    (tmp_path / ".env").write_text("A=new\n")
    done = home.run(*show, cwd=tmp_path)
    assert done.stdout == "old\n" and ".env says something else than .env.encrypted of 1 setting: the encrypted file wins" in done.stderr


def test_C5_the_encrypted_file_of_an_environment_is_found(home, tmp_path):
    (tmp_path / ".env.production").write_text("A=secret\n")
    home.run("env", "encrypt", ".env.production", "-r", "anna@example.org", cwd=tmp_path)
    (tmp_path / ".env.production").unlink()
    done = home.run("run", "--environment", "production", "--", "sh", "-c", "echo $A", cwd=tmp_path)
    assert done.stdout == "secret\n" and done.stderr == ""
    assert ".env.production.encrypted is for another environment" in home.run("run", "--", "true", cwd=tmp_path).stderr
