"""Detection rates on collections of other projects: secrets that are found, and false alarms (rows A5, B15)."""

import json

import pytest
from test_scan import scan

# Formats that the rules claim: all of the two collections but these, which are no keys (names, hosts, identifiers), or passwords that
# only their surroundings tell.
NOT_CLAIMED = {
    "kingfisher.airtable.2", "kingfisher.algolia.2", "kingfisher.anypoint.2", "kingfisher.artifactory.2", "kingfisher.asanaoauth.1",
    "kingfisher.azure.devops.2", "kingfisher.azureopenai.host.1", "kingfisher.azurestorage.name.1", "kingfisher.confluent.1",
    "kingfisher.databricks.3", "kingfisher.discord.3", "kingfisher.eagleeyenetworks.2", "kingfisher.facebook.1", "kingfisher.front.1",
    "kingfisher.ftp.1", "kingfisher.gcp.1", "kingfisher.jira.1", "kingfisher.mongodb.2", "kingfisher.odbc.1", "kingfisher.planetscale.2",
    "kingfisher.rabbitmq.1", "kingfisher.reallysimplesystems.1", "kingfisher.snowflake.1", "kingfisher.snowflake.2",
    "kingfisher.weak_password.1", "np.age.1", "np.arn.1", "np.aws.3", "np.django.1", "np.gcs.1", "np.google.1", "np.gradle.1",
    "np.http.2", "np.jwt.3", "np.linkedin.1", "np.odbc.1", "np.phpmailer.1", "np.postgres.1", "np.s3.1", "np.s3.2", "np.shopify.1", "np.twitter.1",
}  # fmt: skip
NOT_CLAIMED_FAMILIES = ("np.generic.", "np.reactapp.")


@pytest.fixture(scope="module")
def examples(corpora, tmp_path_factory):
    folder = tmp_path_factory.mktemp("examples")
    items = {}
    for name in ("kingfisher_examples.jsonl", "noseyparker_examples.jsonl"):
        for line in (corpora / "secrets" / name).read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            items[item["id"]] = item
            (folder / item["id"]).write_text(item["text"], encoding="utf-8")
    rules = {}
    for line in scan(folder, "--format", "json").stdout.splitlines():
        finding = json.loads(line)
        rules.setdefault(finding["file"], set()).add(finding["rule"])
    return items, rules


def test_A5_keys_of_the_formats_that_are_claimed_are_found(examples):
    items, rules = examples
    claimed = [
        item
        for item in items.values()
        if item["label"] == "positive" and item["rule_id"] not in NOT_CLAIMED and not item["rule_id"].startswith(NOT_CLAIMED_FAMILIES)
    ]
    missed = [item for item in claimed if item["id"] not in rules]
    assert len(claimed) > 800
    assert len(missed) <= len(claimed) * 0.05, (len(missed), len(claimed), [item["text"][:100] for item in missed])


def test_A5_what_a_format_must_not_take_is_not_taken(examples):
    """The rule of the same format must not take it; others may: a password is one in whatever form."""
    items, rules = examples
    refused = [item for item in items.values() if item["label"] != "positive"]
    # These are keys all the same: of another form of the same service, which another of our rules rightly knows.
    keys_of_another_form = {"np.newrelic.2", "np.slack.2", "np.gitalk.1"}
    taken = [
        (item["rule_id"], rules[item["id"]])
        for item in refused
        if item["rule_id"] not in keys_of_another_form and rules.get(item["id"], set()) - {"generic-secret"}
    ]
    assert len(taken) <= len(refused) * 0.02, taken


def test_A5_log_lines_and_prompts_are_no_secrets(corpora, tmp_path):
    lines = 0
    logs = [json.loads(line)["text"] for line in (corpora / "log_redaction" / "benign_log_lines.jsonl").read_text(encoding="utf-8").splitlines()]
    (tmp_path / "logs").write_text("\n".join(logs), encoding="utf-8")
    lines += len(logs)
    for file in sorted((corpora / "prompts_benign").glob("*.jsonl")):
        text = "\n".join(str(json.loads(line).get("text", line)) for line in file.read_text(encoding="utf-8").splitlines())
        (tmp_path / file.name).write_text(text, encoding="utf-8")
        lines += text.count("\n")
    found = scan(tmp_path).stdout.splitlines()
    assert lines > 10_000
    assert len(found) <= lines / 10_000, found
