#include "patterns/stream.h"

#include <hs/hs.h>

#include <utility>

#include "patterns/running.h"
#include "patterns/runtime.h"

namespace gatehouse::patterns {

void Stream::Drop::operator()(hs_stream* stream) const { hs_close_stream(stream, nullptr, nullptr, nullptr); }

base::Result<Stream> Stream::Open(const Database& database) {
  hs_stream_t* stream = nullptr;
  const hs_error_t code = hs_open_stream(database.held_.get(), 0, &stream);
  if (code != HS_SUCCESS) return std::unexpected(ErrorOf(code));
  return Stream(database, stream);
}

base::Result<bool> Stream::FeedWith(std::string_view piece, Scratch& scratch, Database::Handler handler) {
  constexpr size_t kMaxPiece = 0xFFFF'FFFF;  // hs_scan_stream counts in 32 bits
  if (held_ == nullptr) return base::Fail("The stream is closed");
  if (piece.size() > kMaxPiece) return base::Fail("The piece is too large to be scanned at once");
  if (piece.empty()) return true;
  Running running(handler.callable, handler.call);
  return running.Finish(ScanPiece(held_.get(), piece, scratch.held_.get(), running));
}

base::Result<bool> Stream::CloseWith(Scratch& scratch, Database::Handler handler) {
  if (held_ == nullptr) return base::Fail("The stream is closed");
  Running running(handler.callable, handler.call);
  return running.Finish(EndStream(held_.release(), scratch.held_.get(), running));
}

}  // namespace gatehouse::patterns
