// Whatever stands in the mapped file behind a good first page, every question about it is answered, bounded and without
// a crash; and whatever stands in the first page, the file is opened or refused. Input: the first byte chooses between
// the two; the rest is laid over the file again and again.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "state/mapped_ledger.h"

namespace gatehouse::state {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Sizes kSizes{.bucket_slots = 64, .overflow_slots = 64, .block_entries = 16, .revocation_entries = 16};
constexpr BootId kBoot{{1, 2}};
constexpr base::Wall kWall{milliseconds(1'700'000'000'000)};

struct Scratch {
  std::string path = (std::filesystem::temp_directory_path() / "gatehouse-fuzz-XXXXXX").string();
  std::vector<char> good;
  Scratch() {
    if (::mkdtemp(path.data()) == nullptr) std::abort();
    auto region = Region::OpenOrCreate(path + "/state", kSizes, kBoot);
    if (!region) std::abort();
    // Something to find: a bucket, a block and a revocation.
    MappedLedger ledger(*region);
    (void)ledger.Take({.count = 3, .window = seconds(60), .id = 1}, "a", base::Steady(milliseconds(1'000'000)));
    (void)BlockTable(*region).AddIdentity({"i", "s"}, "r", kWall, std::nullopt);
    (void)BlockTable(*region).AddNetwork({base::IpAddress::V4({192, 0, 2, 0}), 24}, "r", kWall, std::nullopt, {});
    (void)Revocations(*region).Add({.what = Revoked::kTokenId, .value = "j"}, kWall);
    std::ifstream in(path + "/state", std::ios::binary);
    good.assign(std::istreambuf_iterator<char>(in), {});
  }
  ~Scratch() { std::filesystem::remove_all(path); }
};

void AskEverything(const std::string& path) {
  auto region = Region::Open(path, Region::Access::kReadWrite, kBoot);
  if (!region) return;
  MappedLedger ledger(*region);
  gate::Principal principal;
  principal.issuer = "i";
  principal.subject = "s";
  principal.token_id = "j";
  principal.key_id = "k";
  for (const char* client : {"a", "b", "c"}) {
    const gate::Limit limit{.count = 3, .window = seconds(60), .id = 1};
    const base::Steady now(milliseconds(1'000'500));
    const gate::RateVerdict verdict = ledger.Take(limit, client, now);
    if (verdict.admitted && verdict.remaining >= limit.count) std::abort();
    if (!verdict.admitted && (verdict.retry_after < seconds(0) || verdict.retry_after > seconds(80))) std::abort();
    ledger.GiveBack(limit, client, now);
  }
  (void)ledger.AddressBlocked(base::IpAddress::V4({192, 0, 2, 1}), kWall);
  (void)ledger.AddressBlocked(base::IpAddress::V6({0x20, 1, 0xd, 0xb8}), kWall);
  (void)ledger.IdentityBlocked("i", "s", kWall);
  (void)ledger.Revoked(principal, kWall);
  BlockTable blocks(*region);
  for (const Block& block : blocks.List(kWall)) {
    if (block.reason.size() > kNoteBytes) std::abort();
  }
  for (const Revocation& revocation : Revocations(*region).List(kWall)) (void)Name(revocation.what);
  (void)blocks.AddIdentity({"i", "t"}, "r", kWall, std::nullopt);
  (void)blocks.RemoveIdentity({"i", "t"});
  (void)Counters(*region).Read();
  (void)BucketTable(*region).LiveKeys(base::Steady(milliseconds(1'000'500)));
}

}  // namespace
}  // namespace gatehouse::state

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gatehouse::state;
  static const Scratch scratch;
  if (size < 2) return 0;
  const std::string path = scratch.path + "/fuzzed";
  std::vector<char> bytes = scratch.good;
  const bool first_page = data[0] % 4 == 0;
  if (first_page) {
    std::copy_n(data + 1, std::min(size - 1, bytes.size()), bytes.begin());
    if (data[0] % 8 == 0) bytes.resize(std::min(bytes.size(), size * 64));  // and cut short
  } else {
    // Laid over from a place that the first bytes choose, sparsely or densely.
    const size_t start = kPageBytes + (data[0] * size_t{4099}) % (bytes.size() - kPageBytes);
    const size_t stride = data[0] % 4 == 1 ? 1 : 8;
    for (size_t i = 0, at = start; at < bytes.size(); ++i, at += stride)
      bytes[at] = static_cast<char>(data[1 + i % (size - 1)]);
  }
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0 || ::write(fd, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) std::abort();
  ::close(fd);
  AskEverything(path);
  return 0;
}
