// For tests: a stream in memory that can fail, lose its content, or forget to answer.
#pragma once

#include <string>
#include <vector>

#include "control/sharing/stream.h"

namespace gatehouse::sharing::testing {

struct Server {
  std::vector<Entry> entries;
  uint64_t clock_ms = 1'000'000;
  bool down = false;
  bool loses_answers = false;  // appends, and then fails
};

class ServerStream final : public Stream {
 public:
  explicit ServerStream(Server& server) : server_(server) {}

  base::Result<Place> Append(std::string_view sealed, const Place& keep_from) override {
    if (server_.down) return base::Fail("The server does not answer");
    std::erase_if(server_.entries, [&](const Entry& entry) { return entry.place < keep_from; });
    Place place{.ms = server_.clock_ms, .sequence = 0};
    if (!server_.entries.empty() && place <= server_.entries.back().place) {
      place = server_.entries.back().place;
      ++place.sequence;
    }
    server_.entries.push_back({place, std::string(sealed)});
    if (server_.loses_answers) return base::Fail("The connection is lost");
    return place;
  }
  base::Result<std::vector<Entry>> ReadAfter(const Place& place, size_t most) override {
    if (server_.down) return base::Fail("The server does not answer");
    std::vector<Entry> found;
    for (const Entry& entry : server_.entries) {
      if (place < entry.place && found.size() < most) found.push_back(entry);
    }
    return found;
  }

 private:
  Server& server_;
};

}  // namespace gatehouse::sharing::testing
