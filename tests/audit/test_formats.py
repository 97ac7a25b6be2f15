"""The report in its formats, checklists with what people answered, and the repository of Gatehouse itself."""

import json
import re
import subprocess

import pytest

import schemas
from audit_support import BINARY, COULD_NOT_RUN, FINDINGS, FINE, IGNORED, ROOT, Repository, audit

BAD = {".gitignore": IGNORED, "<b>&.py": "import os\nos.system('rm ' + x)\n", "Dockerfile": "FROM python\n"}


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    return Repository(tmp_path_factory.mktemp("formats") / "r", BAD)


def test_A17_text_and_json_say_the_same(repository):
    text = repository.audit("--format", "text").out
    assert not [line for line in text.splitlines() if line.strip().startswith(":")]  # what has no place begins with its words
    report = repository.audit().report
    for checklist in report["checklists"]:
        for line in checklist["lines"]:
            assert line["text"] in text
        assert f"{checklist['passed']} pass, {checklist['failed']} fail, {checklist['need_a_person']} need a person" in text
    for finding in report["findings"]:
        assert finding["what"] in text


def test_A17_B16_C12_the_checklists_have_the_lines_of_the_documents(repository):
    report = repository.audit().report
    assert {each["id"]: len(each["lines"]) for each in report["checklists"]} == {"promptcraft": 10, "droplet": 25, "deployment": 20}
    assert {line["verdict"] for each in report["checklists"] for line in each["lines"]} == {"pass", "fail", "needs a person"}
    assert [each["id"] for each in repository.audit("--checklist", "droplet").report["checklists"]] == ["droplet"]


def test_A17_C12_sarif_is_valid_and_names_scanners_that_did_not_run(repository):
    sarif = json.loads(repository.audit("--format", "sarif", "--scanners", "bandit", environment={"PATH": "/usr/bin:/bin"}).out)
    assert sarif["version"] == "2.1.0"
    runs = {run["tool"]["driver"]["name"]: run for run in sarif["runs"]}
    assert runs["bandit"]["invocations"][0]["executionSuccessful"] is False
    own = runs["gatehouse"]
    rules = own["tool"]["driver"]["rules"]
    for result in own["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("note", "warning", "error") and result["message"]["text"]
        for location in result["locations"]:
            physical = location["physicalLocation"]
            assert physical["region"]["startLine"] >= 1 if "region" in physical else True
            assert " " not in physical["artifactLocation"]["uri"] and "<" not in physical["artifactLocation"]["uri"]
    assert len({each["partialFingerprints"]["gatehouse/v1"] for each in own["results"]}) == len(own["results"])


def test_A17_C12_sarif_fits_the_schema(repository):
    schemas.validate_sarif(json.loads(repository.audit("--format", "sarif").out))


def test_A17_html_stands_alone_and_escapes(repository, tmp_path):
    page = tmp_path / "report.html"
    assert repository.audit("--format", "html", "-o", str(page)).code == FINDINGS
    text = page.read_text()
    assert "<script" not in text and "http" not in re.sub(r"http-equiv|https?://[^\"<]*(?=</p>)", "", text).replace("https", "").split("<body>")[0]
    assert "src=" not in text and "<link" not in text
    assert "&lt;b&gt;&amp;.py" in text and "<b>&.py" not in text
    assert "@media print" in text and "FAIL" not in text.split("<body>")[0]
    for word in ("All secrets encrypted and properly managed", "Using RS256 (asymmetric) algorithm", "Firewall rules configured"):
        assert word in text


def test_a_report_that_cannot_be_written_is_no_success(repository):
    assert repository.audit("-o", "/no/such/folder/report.json").code == COULD_NOT_RUN


def test_A17_answers_are_asked_once_and_signed(tmp_path):
    repository = Repository(tmp_path / "r", {".gitignore": IGNORED, ".env.example": "A=\n"})
    environment = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": ""}
    before = repository.audit(environment=environment)
    assert before.line("promptcraft/training")["verdict"] == "needs a person"
    count = sum(line["verdict"] == "needs a person" for each in before.report["checklists"] for line in each["lines"])
    asked = repository.audit("--ask", "--by", "Ada Lovelace", environment=environment, text_in="y\nin May\n" * count)
    assert asked.line("promptcraft/training")["verdict"] == "pass", asked
    key = tmp_path / ".config/gatehouse/audit_key.pem"
    assert key.stat().st_mode & 0o777 == 0o600
    after = repository.audit("--ask", "--by", "Ada Lovelace", environment=environment)  # nothing is asked: there is no input
    line = after.line("promptcraft/training")
    assert line["answer"]["by"] == "Ada Lovelace" and re.fullmatch(r"\d{4}-\d\d-\d\d", line["answer"]["date"]) and line["answer"]["note"] == "in May"
    public = tmp_path / "public.pem"
    public.write_bytes(subprocess.run(["openssl", "pkey", "-in", key, "-pubout"], check=True, capture_output=True).stdout)
    assert repository.audit("--trust-key", str(public)).code == FINE
    other = tmp_path / "other.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", tmp_path / "other_key.pem"], check=True)
    other.write_bytes(subprocess.run(["openssl", "pkey", "-in", tmp_path / "other_key.pem", "-pubout"], check=True, capture_output=True).stdout)
    assert repository.audit("--trust-key", str(other)).code == COULD_NOT_RUN
    file = repository.folder / "audit-answers.json"
    file.write_text(file.read_text().replace("in May", "in Mai"))
    changed = repository.audit()
    assert changed.code == COULD_NOT_RUN and "signature" in changed.err


def test_A17_a_no_fails_the_audit(tmp_path):
    repository = Repository(tmp_path / "r", {".gitignore": IGNORED, ".env.example": "A=\n"})
    environment = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": ""}
    result = repository.audit("--ask", "--by", "Ada", "--checklist", "promptcraft", environment=environment, text_in="n\nnot yet\nq\n")
    assert result.code == FINDINGS
    assert repository.audit(environment=environment).code == FINDINGS


def test_A16_B17_gatehouse_itself_passes_its_audit():
    result = audit(ROOT)
    assert result.code == FINE, result
    assert not [each for each in result.report["findings"] if each["severity"] in ("medium", "high", "critical") and "accepted" not in each], result


def test_help_says_what_there_is():
    done = subprocess.run([BINARY, "audit", "--help"], capture_output=True, text=True, timeout=60)
    for word in ("--format text|json|sarif|html", "--fail-on", "--require", "--ask", "--trust-key"):
        assert word in done.stdout
