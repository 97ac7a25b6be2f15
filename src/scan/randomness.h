// How much a value looks as if a machine had made it, and whether it is one that somebody wrote to stand for another.
// Shown by randomness_test.cc.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::scan {

// Shannon's entropy of its bytes, in bits per byte.
[[nodiscard]] double Entropy(std::string_view value);

// How often one kind of character (lower, upper, digit, other) gives way to another: rarely in words, often in keys.
[[nodiscard]] size_t Changes(std::string_view value);

// "EXAMPLE", "your-key-here", "xxxxxxxx", "00000000": somebody's word or filler where a secret goes.
[[nodiscard]] bool IsStandIn(std::string_view value);

// IsStandIn, or a reference: "EXAMPLE", "your-key-here", "xxxxxxxx", "00000000", "<token>", "${TOKEN}", "1234567890":
// no secret, whatever its form.
[[nodiscard]] bool IsPlaceholder(std::string_view value);

// Words joined by signs: an identifier, a path, a key of a translation, a rule of a form, a sentence without blanks.
[[nodiscard]] bool IsWords(std::string_view value);

// The text that the value is base64 of; empty if it is none. A random key hardly ever is.
[[nodiscard]] std::string TextInBase64(std::string_view value);

// What a generic rule asks besides: no word, path, address, call or name of a variable; made by a machine, or a
// password of mixed kinds.
[[nodiscard]] bool LooksSecret(std::string_view value, std::string_view name);

// Whether a part of `run` can pass LooksSecret: there are letters and digits in it, or it is base64 of a text. Quick.
[[nodiscard]] bool MayHoldSecret(std::string_view run);

// As LooksSecret, of what stands where nothing but a password does, so that a short one counts: letters and digits that
// are no word with a number behind it.
[[nodiscard]] bool LooksPassword(std::string_view value);

// Words that make no sentence, nor say what a password is: "correct horse battery staple", as dice choose them, or with
// digits among them: "My dog Rex is 7!".
[[nodiscard]] bool LooksPassphrase(std::string_view value);

}  // namespace gatehouse::scan
