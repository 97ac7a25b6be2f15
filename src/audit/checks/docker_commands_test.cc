#include <gtest/gtest.h>

#include "audit/checks/testing_repository.h"

namespace gatehouse::audit {
namespace {

using testing::Case;

class DockerCommands : public ::testing::TestWithParam<Case> {};

TEST_P(DockerCommands, A7_B14_C13_IsFoundAtItsLine) {
  const Case& each = GetParam();
  EXPECT_EQ(testing::Lines(DockerCommandsCheck(), each.rule, {{"Dockerfile", std::string("FROM a:1\n") + each.text}}),
            each.lines)
      << each.text;
}

constexpr Case kCases[] = {
    {"docker-curl-to-shell", "RUN curl x | sh\nRUN curl x \\\n  | bash\n", "2 4"},
    {"docker-curl-to-shell", "RUN <<EOF\nset -e\ncurl x | sh\nEOF\n", "4"},
    {"docker-curl-to-shell", "RUN curl -o y x\r\nRUN wget -O- x | sh\r\n", "3"},
    {"docker-curl-to-shell", "ONBUILD RUN curl x | sh\n", "2"},
    {"docker-curl-to-shell", "RUN [\"sh\", \"-c\", \"curl x | sh\"]\n", "2"},
    {"docker-curl-to-shell", "RUN echo curl x '|' sh\n", ""},
    {"docker-unverified-download", "RUN curl -fsSLk x\nRUN curl -k x\nRUN curl --insecure x\n", "2 3 4"},
    // A value written directly after its option is not read as options: -okubectl, -ukeys:x.
    {"docker-unverified-download", "RUN curl -okubectl x\nRUN curl -sSLokind x\nRUN curl -ukeys:x x\n", ""},
    {"docker-unverified-download",
     "RUN pip install --trusted-host=h a\nRUN python3 -m pip install --trusted-host h a\n", "2 3"},
    {"docker-unverified-download",
     "RUN apk add --no-cache --allow-untrusted a\nRUN git -c http.sslVerify=false clone x\n", "2 3"},
    {"docker-tls-off",
     "ENV NODE_TLS_REJECT_UNAUTHORIZED=0\nENV PYTHONHTTPSVERIFY 0\nRUN npm config set strict-ssl false\n", "2 3 4"},
    {"docker-tls-off", "ENV NODE_TLS_REJECT_UNAUTHORIZED=1\n", ""},
    {"docker-sudo", "RUN sudo apt-get update\nRUN apt-get install -y sudo\nRUN a && sudo -E b\n", "2 4"},
    {"docker-chpasswd", "RUN echo a:b | chpasswd\n", "2"},
    {"docker-apt", "RUN apt install -y a\nRUN apt-get install -y a\n", "2"},
    {"docker-apt-yes",
     "RUN apt-get install a\nRUN apt-get -y install a\nRUN apt-get install -qy a\nRUN apt-get install --assume-yes a\n",
     "2"},
    {"docker-apt-yes", "RUN apt-get install -tbookworm-security a\n", "2"},
    {"docker-apt-yes", "RUN apt-get -o APT::Get::Assume-Yes=true install a\n", ""},
    {"docker-dist-upgrade", "RUN apt-get update && apt-get dist-upgrade -y\n", "2"},
    {"docker-cache-cleaned", "RUN apt-get update && apt-get install -y a\n", "2"},
    {"docker-cache-cleaned",
     "RUN apt-get update \\\n && apt-get install -y a \\\n # why\n && rm -rf /var/lib/apt/lists/*\n", ""},
    {"docker-cache-cleaned", "RUN --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y a\n",
     ""},
    {"docker-cache-cleaned", "RUN yum install -y a\nRUN yum install -y a && yum clean all\nRUN apk add --no-cache a\n",
     "2"},
    {"docker-cache-cleaned", "RUN <<EOF\napt-get update\napt-get install -y a\nrm -rf /var/lib/apt/lists/*\nEOF\n", ""},
    {"docker-update-alone", "RUN apt-get update\nRUN apt-get install -y a\n", "2"},
    {"docker-cd", "RUN cd /x\nRUN cd /x && make\n", "2"},
    {"docker-wget-and-curl", "RUN curl x\nRUN wget x\n", "3"},
    {"docker-wget-and-curl", "RUN curl x\nFROM b:1\nRUN wget x\n", ""},
};
INSTANTIATE_TEST_SUITE_P(All, DockerCommands, ::testing::ValuesIn(kCases));

}  // namespace
}  // namespace gatehouse::audit
