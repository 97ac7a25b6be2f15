#include "dotenv/key_name.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/bytes.h"
#include "dotenv/sealed_file.h"

namespace gatehouse::dotenv {
namespace {

constexpr size_t kLeastKeyIdDigits = 8;

bool IsHex(std::string_view text) { return !text.empty() && base::AllHex(text); }

// Accepts "1DC4 56C1  F79E …" as gpg prints it, and "0x1dc4…".
std::string Digits(std::string_view typed) {
  if (typed.starts_with("0x") || typed.starts_with("0X")) typed.remove_prefix(2);
  std::string digits;
  for (const char c : typed) {
    if (c != ' ') digits += c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return digits;
}

std::string Address(std::string_view typed) {
  if (typed.ends_with('>') && typed.contains('<')) {
    typed = typed.substr(typed.rfind('<') + 1);
    typed.remove_suffix(1);
  }
  return base::AsciiLower(base::TrimSpace(typed));
}

}  // namespace

KeyName ReadKeyName(std::string_view typed) {
  using Kind = KeyName::Kind;
  typed = base::TrimSpace(typed);
  const bool marked = typed.ends_with('!');
  std::string digits = Digits(marked ? typed.substr(0, typed.size() - 1) : typed);
  if (IsHex(digits)) {
    if (digits.size() == kMinFingerprintDigits || digits.size() == kMaxFingerprintDigits) {
      return {Kind::kFingerprint, std::move(digits), marked};
    }
    if (digits.size() >= kLeastKeyIdDigits && digits.size() < kMaxFingerprintDigits) {
      return {Kind::kKeyId, std::move(digits), marked};
    }
  }
  if (typed.contains('@')) return {Kind::kAddress, Address(typed), false};
  return {Kind::kWords, std::string(typed), false};
}

bool Means(const KeyName& name, const GpgKey& key) {
  const auto fits = [&](const std::string& fingerprint) { return fingerprint.ends_with(name.text); };
  switch (name.kind) {
    case KeyName::Kind::kFingerprint:
    case KeyName::Kind::kKeyId:
      return fits(key.fingerprint) || std::ranges::any_of(key.subkeys, fits, &GpgSubkey::fingerprint);
    case KeyName::Kind::kAddress:
      return std::ranges::find(key.addresses, name.text) != key.addresses.end();
    case KeyName::Kind::kWords:
      return true;
  }
  return false;
}

}  // namespace gatehouse::dotenv
