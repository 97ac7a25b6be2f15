#include "patterns/runtime.h"

// Not in a header of Vectorscan. Null if the library has only one build, as on Arm.
extern "C" {
[[gnu::weak]] decltype(hs_scan) avx2_hs_scan;
[[gnu::weak]] decltype(hs_scan_stream) avx2_hs_scan_stream;
[[gnu::weak]] decltype(hs_close_stream) avx2_hs_close_stream;
}

namespace gatehouse::patterns {
namespace {

Runtime Choose() {
  Runtime runtime{{}, hs_scan, hs_scan_stream, hs_close_stream};
  if (hs_populate_platform(&runtime.platform) != HS_SUCCESS) return runtime;  // compiling will say why
  const bool has_avx512 = (runtime.platform.cpu_features & HS_CPU_FEATURES_AVX512) != 0;
  if (!has_avx512 || avx2_hs_scan == nullptr || avx2_hs_scan_stream == nullptr || avx2_hs_close_stream == nullptr) {
    return runtime;
  }
  runtime.platform.cpu_features = HS_CPU_FEATURES_AVX2;
  runtime.scan = avx2_hs_scan;
  runtime.scan_stream = avx2_hs_scan_stream;
  runtime.close_stream = avx2_hs_close_stream;
  return runtime;
}

}  // namespace

const Runtime& ChosenRuntime() {
  static const Runtime runtime = Choose();
  return runtime;
}

}  // namespace gatehouse::patterns
