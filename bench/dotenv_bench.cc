// What an encrypted `.env` file of 1,000 lines costs: to open and to write, and the grammar alone. GPG is left out: it
// costs what the agent takes, once per file.
#include <benchmark/benchmark.h>

#include <string>

#include "dotenv/encrypted_file.h"
#include "dotenv/testing_files.h"

namespace gatehouse::dotenv {
namespace {

constexpr int kLines = 1000;
const TableKeyring kRing({kAnna});

std::string ThousandLines() {
  std::string text;
  for (int i = 0; i < kLines; ++i) {
    text += "SETTING_NUMBER_" + std::to_string(i) + "='postgres://user:password-" + std::to_string(i) + "@db/app'\n";
  }
  return text;
}

EncryptedFile Encrypted() {
  return std::move(*EncryptedFile::Make(*Document::Parse(ThousandLines(), "f"), std::vector{kAnna}, kRing));
}

void ParseThousandLines(benchmark::State& state) {
  const std::string text = ThousandLines();
  for (auto _ : state) benchmark::DoNotOptimize(ParseDotenv(text, "f"));
}
BENCHMARK(ParseThousandLines)->Unit(benchmark::kMillisecond);

void DecryptThousandLines(benchmark::State& state) {
  const std::string text = *Encrypted().Text(base::Wall{});
  for (auto _ : state) {
    const auto sealed = SealedFile::Parse(text, "f");
    benchmark::DoNotOptimize(EncryptedFile::Open(*sealed, kRing));
  }
}
BENCHMARK(DecryptThousandLines)->Unit(benchmark::kMillisecond);

void EncryptThousandLines(benchmark::State& state) {
  const EncryptedFile file = Encrypted();
  for (auto _ : state) benchmark::DoNotOptimize(file.Text(base::Wall{}));
}
BENCHMARK(EncryptThousandLines)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace gatehouse::dotenv
