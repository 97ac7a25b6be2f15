#include <gtest/gtest.h>

#include "audit/checks/testing_repository.h"

namespace gatehouse::audit {
namespace {

using testing::Case;

class DockerImage : public ::testing::TestWithParam<Case> {};

TEST_P(DockerImage, A7_B14_C13_IsFoundAtItsLine) {
  const Case& each = GetParam();
  EXPECT_EQ(testing::Lines(DockerImageCheck(), each.rule, {{"Dockerfile", each.text}}), each.lines) << each.text;
}

constexpr Case kCases[] = {
    {"docker-user", "FROM debian:12-slim\nUSER app\n", ""},
    {"docker-user", "FROM debian:12-slim\n", "1"},
    {"docker-user", "FROM debian:12-slim\nUSER app\nUSER root\n", "3"},
    {"docker-user", "FROM debian:12-slim\nUSER 0:1000\n", "2"},
    {"docker-user", "FROM debian:12-slim\nUSER 00\n", "2"},
    {"docker-user", "FROM debian:12-slim\nUSER \"root\"\n", "2"},
    {"docker-user", "FROM debian:12-slim\nARG WHO=root\nUSER $WHO\n", "3"},
    {"docker-user", "FROM debian:12-slim\nENV WHO=root\nENV WHO=app\nUSER ${WHO}\n", ""},
    {"docker-user", "FROM debian:12-slim\nARG UID=1000\nARG GID=1000\nUSER ${UID}:${GID}\n", ""},
    {"docker-user", "FROM debian:12-slim\nUSER ${UID:-0}:${GID:-0}\n", "2"},
    {"docker-user", "FROM debian:12-slim\nUSER ${UID:-1000}\n", ""},
    {"docker-user", "ARG UID=0\nFROM debian:12-slim\nARG UID\nUSER $UID\n", "4"},
    {"docker-user", "FROM debian:12-slim\nUSER $UID\nUSER ${\n", ""},
    {"docker-user", "FROM gcr.io/distroless/static:nonroot\n", ""},
    {"docker-user", "FROM prom/prometheus:v3.1.0\n", ""},
    {"docker-user", "FROM quay.io/keycloak/keycloak:26.0\n", ""},
    {"docker-user", "FROM acme/myprom/prom:1\nUSER root\n", "2"},
    {"docker-user", "FROM acme/subprom:1\n", "1"},
    {"docker-user",
     "\xEF\xBB\xBF"
     "FROM debian:12-slim\nUSER root\n",
     "2"},
    {"docker-user", "FROM debian:12-slim\r\nUSER root\r\n", "2"},
    {"docker-user", "# escape=`\nFROM nanoserver\nRUN a `\n  b\nUSER root\n", "5"},
    {"docker-user", "", ""},
    {"docker-user", "# nothing\n", ""},
    {"docker-user", "RUN <<A <<B\nUSER root\nA\nB\n", ""},
    {"docker-image-tag", "FROM debian\n", "1"},
    {"docker-image-tag", "FROM debian:latest AS a\nFROM a\nFROM python\n", "1 3"},
    {"docker-image-tag", "FROM debian AS Build\nFROM build\n", "1"},
    {"docker-image-tag", "ARG V=latest\nFROM debian:$V\n", "2"},
    {"docker-image-tag", "ARG V=12\nFROM debian:${V:-latest}\n", ""},
    {"docker-image-tag", "ARG V\nFROM debian:${V:-latest}\n", "2"},
    {"docker-image-tag", "ARG V\nFROM debian:${V}\n", ""},
    {"docker-image-digest", "FROM debian:12\nFROM b@sha256:aa\n", "1"},
    {"docker-slim-base", "FROM python:3.12\n", "1"},
    {"docker-slim-base", "FROM python:3.12 AS a\nFROM python:3.12-slim\n", ""},
    {"docker-multi-stage", "FROM a:1\nRUN make all\nRUN apk add --no-cache \\\n  gcc\n", "2 3"},
    {"docker-multi-stage", "FROM a:1 AS b\nRUN make all\nFROM a:1\nCOPY --from=b /x /x\n", ""},
    {"docker-secrets",
     "FROM a:1\nENV API_KEY=sk-1234567890abcdef\nARG DB_PASSWORD\nENV LOG=1 \\\n  TOKEN=abcdef1234567890\n", "2 3 4"},
    {"docker-secrets", "FROM a:1\nENV API_KEY_FILE=/run/secrets/k\nENV DB_PASSWORD=\n", ""},
    {"docker-secrets", "FROM a:1\nENV PASSWORD hunter2 hunter2\n", "2"},
    // A fingerprint and a public key are there to be seen; a switch is not a secret.
    {"docker-secrets", "FROM a:1\nENV GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D\n", ""},
    {"docker-secrets", "FROM a:1\nENV PUBLIC_KEY=abcdef1234567890abcdef\nARG RELEASE_PUBLIC_KEY\n", ""},
    {"docker-secrets", "FROM a:1\nENV MYSQL_ALLOW_EMPTY_PASSWORD=yes MYSQL_RANDOM_ROOT_PASSWORD=1\n", ""},
    {"docker-copied-secrets", "FROM a:1\nCOPY .env /app/\nCOPY --from=b id_rsa /\nADD [\"tls.key\", \"/x\"]\n", "2 4"},
    {"docker-copied-secrets", "FROM a:1\nCOPY .env.example /app/\n", ""},
    {"dockerignore", "FROM a:1\nCOPY . /app\n", "2"},
    {"docker-healthcheck", "FROM a:1\nRUN a\n", "1"},
    {"docker-healthcheck", "FROM a:1\nHEALTHCHECK NONE\n", "2"},
    {"docker-healthcheck", "FROM a:1 AS b\nHEALTHCHECK CMD x\nFROM b\n", ""},
    {"docker-ports", "FROM a:1\nEXPOSE 8080 22/tcp\nEXPOSE 70000\nEXPOSE $PORT\n", "2 3"},
    {"docker-ports", "FROM a:1\nEXPOSE 20-25\nEXPOSE 2200-2299\n", "2"},
};
INSTANTIATE_TEST_SUITE_P(All, DockerImage, ::testing::ValuesIn(kCases));

TEST(DockerImageFiles, A7_AnIgnoreFileBesideTheDockerfileCounts) {
  const std::string text = "FROM a:1\nCOPY . /app\n";
  EXPECT_EQ(testing::Lines(DockerImageCheck(), "dockerignore", {{"a/Dockerfile", text}, {"a/.dockerignore", ".git\n"}}),
            "");
  EXPECT_EQ(testing::Lines(DockerImageCheck(), "dockerignore", {{"a/Dockerfile", text}, {"b/.dockerignore", ".git\n"}}),
            "a/Dockerfile:2");
}

}  // namespace
}  // namespace gatehouse::audit
