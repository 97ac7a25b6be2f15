#include "patterns/runtime.h"

#include <hs/hs.h>

// Not in a header of Vectorscan. Null if the library has only one build, as on Arm.
extern "C" {
[[gnu::weak]] decltype(hs_scan) corei7_hs_scan;
[[gnu::weak]] decltype(hs_scan_stream) corei7_hs_scan_stream;
[[gnu::weak]] decltype(hs_close_stream) corei7_hs_close_stream;
}

namespace gatehouse::patterns {
namespace {

struct Runtime {
  hs_platform_info_t platform;
  decltype(&hs_scan) scan;
  decltype(&hs_scan_stream) scan_stream;
  decltype(&hs_close_stream) close_stream;
};

Runtime Choose() {
  Runtime runtime{{}, hs_scan, hs_scan_stream, hs_close_stream};
  if (hs_populate_platform(&runtime.platform) != HS_SUCCESS) return runtime;  // compiling will say why
  const bool has_avx2 = runtime.platform.cpu_features != 0;
  if (!has_avx2 || corei7_hs_scan == nullptr || corei7_hs_scan_stream == nullptr || corei7_hs_close_stream == nullptr) {
    return runtime;
  }
  runtime.platform.cpu_features = 0;
  runtime.scan = corei7_hs_scan;
  runtime.scan_stream = corei7_hs_scan_stream;
  runtime.close_stream = corei7_hs_close_stream;
  return runtime;
}

// Chosen once per process.
const Runtime& Chosen() {
  static const Runtime runtime = Choose();
  return runtime;
}

}  // namespace

const hs_platform_info& TargetPlatform() { return Chosen().platform; }

int ScanText(const hs_database* database, std::string_view text, hs_scratch* scratch, Running& running) {
  // Vectorscan refuses a null pointer, which an empty view may contain.
  const char* const data = text.empty() ? "" : text.data();
  return Chosen().scan(database, data, static_cast<unsigned int>(text.size()), 0, scratch, Running::OnMatch, &running);
}

int ScanPiece(hs_stream* stream, std::string_view piece, hs_scratch* scratch, Running& running) {
  const auto size = static_cast<unsigned int>(piece.size());
  return Chosen().scan_stream(stream, piece.data(), size, 0, scratch, Running::OnMatch, &running);
}

int EndStream(hs_stream* stream, hs_scratch* scratch, Running& running) {
  return Chosen().close_stream(stream, scratch, Running::OnMatch, &running);
}

}  // namespace gatehouse::patterns
