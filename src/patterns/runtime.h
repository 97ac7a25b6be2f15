// Which of Vectorscan's builds runs the scans. The library contains one per kind of processor and chooses by itself.
// Its build for AVX-512 misses matches in the last 64 bytes of a text or of a stream's piece (5.4.9, which Debian 12
// has; VectorCamp/vectorscan, pull requests 368 and 373). On such processors the build for AVX2 is used instead, which
// the library exports under names of its own. Tests: database_test.cc, stream_test.cc.
#pragma once

#include <hs/hs.h>

namespace gatehouse::patterns {

struct Runtime {
  hs_platform_info_t platform;  // what databases are compiled for
  decltype(&hs_scan) scan;
  decltype(&hs_scan_stream) scan_stream;
  decltype(&hs_close_stream) close_stream;
};

// Chosen once per process.
[[nodiscard]] const Runtime& ChosenRuntime();

}  // namespace gatehouse::patterns
