// Scans a text that arrives in pieces as if it were whole: a match may begin in one piece and end in a later one. In
// between, a few hundred bytes are kept, never the text. Shown by stream_test.cc.
#pragma once

#include <memory>
#include <string_view>

#include "base/error.h"
#include "patterns/database.h"

struct hs_stream;

namespace gatehouse::patterns {

class Stream {
 public:
  // The database must be of Mode::kStream; the stream keeps it alive.
  [[nodiscard]] static base::Result<Stream> Open(const Database& database);

  // As Database::Scan; offsets count from the beginning of the stream. After a handler has ended the scan, further
  // pieces are ignored and the result is false.
  template <typename OnMatch>
  [[nodiscard]] base::Result<bool> Feed(std::string_view piece, Scratch& scratch, OnMatch&& on_match) {
    return FeedWith(piece, scratch, Database::Handler::Of(on_match));
  }

  // Ends the text: matches that depend on its end are reported. The stream is closed in every case.
  template <typename OnMatch>
  [[nodiscard]] base::Result<bool> Close(Scratch& scratch, OnMatch&& on_match) {
    return CloseWith(scratch, Database::Handler::Of(on_match));
  }

 private:
  // Closes a dropped stream without reporting its last matches.
  struct Drop {
    void operator()(hs_stream* stream) const;
  };
  Stream(Database database, hs_stream* stream) : database_(std::move(database)), held_(stream) {}
  [[nodiscard]] base::Result<bool> FeedWith(std::string_view piece, Scratch& scratch, Database::Handler handler);
  [[nodiscard]] base::Result<bool> CloseWith(Scratch& scratch, Database::Handler handler);

  Database database_;
  std::unique_ptr<hs_stream, Drop> held_;
};

}  // namespace gatehouse::patterns
