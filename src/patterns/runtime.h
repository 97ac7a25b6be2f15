// Which of Vectorscan's builds runs the scans. The library contains one per kind of processor and chooses by itself.
// Two builds of 5.4.9, which Debian 12 has, miss matches: what looks for a pair of bytes overlooks it near the end of
// the stretch that it is given. For AVX-512 that is the end of a text or of a stream's piece (VectorCamp/vectorscan,
// pull requests 368 and 373), for AVX2 a stretch of 17 to 31 bytes, which is also what stands in front of a word in a
// text of any length. So on x86 the build for SSE 4.2 runs, which the library exports under names of its own:
// doc/adr/0030-which-build-of-vectorscan.md. Tests: database_test.cc, stream_test.cc.
#pragma once

#include <string_view>

#include "patterns/running.h"

struct hs_database;
struct hs_platform_info;
struct hs_scratch;
struct hs_stream;

namespace gatehouse::patterns {

// What databases are compiled for.
[[nodiscard]] const hs_platform_info& TargetPlatform();

// hs_scan, hs_scan_stream and hs_close_stream. They return Vectorscan's code, which Running::Finish interprets. A text
// has at most 2^32 - 1 bytes.
[[nodiscard]] int ScanText(const hs_database* database, std::string_view text, hs_scratch* scratch, Running& running);
[[nodiscard]] int ScanPiece(hs_stream* stream, std::string_view piece, hs_scratch* scratch, Running& running);
[[nodiscard]] int EndStream(hs_stream* stream, hs_scratch* scratch, Running& running);

}  // namespace gatehouse::patterns
