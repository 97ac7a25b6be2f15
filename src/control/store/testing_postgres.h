// For tests: a real PostgreSQL server in its own folder, reachable only by its Unix socket, run as an unprivileged
// user because it refuses root. One per program, started on first use. Without an installed server the
// tests fail: the product promises to run on both databases.
#pragma once

#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX's
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace gatehouse::store::testing {

class PostgresServer {
 public:
  static PostgresServer& Instance() {
    static PostgresServer server;
    return server;
  }

  // The URL of an empty database made for this call.
  std::string FreshUrl() {
    const std::string name = "test_" + std::to_string(++databases_);
    Run("createdb -h " + folder_ + " -U gatehouse " + name);
    std::string host;
    for (const char c : folder_) host += c == '/' ? std::string("%2F") : std::string(1, c);
    return "postgresql://gatehouse:unused-word@" + host + "/" + name;
  }

  void Stop() { Run("pg_ctl -D " + folder_ + "/data -m fast -w stop"); }
  void Start() {
    Run("pg_ctl -D " + folder_ + "/data -w -l " + folder_ + "/log -o \"-k " + folder_ +
        " -c listen_addresses='' -c fsync=off -c max_connections=60\" start");
  }

  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

 private:
  PostgresServer() {
    for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql")) {
      programs_ = version.path().string() + "/bin/";
    }
    if (programs_.empty()) throw std::runtime_error("no PostgreSQL below /usr/lib/postgresql: install `postgresql`");
    char path[] = "/tmp/gatehouse-postgres-XXXXXX";
    if (mkdtemp(path) == nullptr) throw std::runtime_error("no folder for PostgreSQL");
    folder_ = path;
    if (getuid() == 0 && std::system(("chown postgres " + folder_).c_str()) != 0) {
      throw std::runtime_error("no user postgres");
    }
    Run("initdb -D " + folder_ + "/data -A trust -U gatehouse -E UTF8 --locale=C.UTF-8 --no-sync");
    Start();
  }
  ~PostgresServer() {
    // The data is temporary; errors are ignored.
    static_cast<void>(std::system(Command("pg_ctl -D " + folder_ + "/data -m immediate stop").c_str()));
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::string Command(const std::string& line) const {
    const std::string as = getuid() == 0 ? "cd / && runuser -u postgres -- " : "cd / && ";
    return as + programs_ + line + " >/dev/null 2>&1";
  }
  void Run(const std::string& line) const {
    if (std::system(Command(line).c_str()) != 0) throw std::runtime_error("PostgreSQL: failed: " + line);
  }

  std::string programs_;
  std::string folder_;
  int databases_ = 0;
};

}  // namespace gatehouse::store::testing
