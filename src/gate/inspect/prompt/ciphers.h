// Prompts in a cipher that people and models read without a key: letters shifted along the alphabet (rot13, Caesar),
// words or whole texts backwards, pig latin, letters mixed up inside of words. Each function writes the normalised text
// with one of them undone, at most as many bytes as `out` has, and returns how many; 0 if fewer than two words that
// attacks are made of are in that cipher. Shown by ciphers_test.cc.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace gatehouse::prompt {

[[nodiscard]] size_t ReadShifted(std::string_view text, std::span<char> out);
[[nodiscard]] size_t ReadBackwards(std::string_view text, std::span<char> out);  // the last letter is the first
[[nodiscard]] size_t ReadMirrored(std::string_view text, std::span<char> out);   // each word is backwards
[[nodiscard]] size_t ReadPigLatin(std::string_view text, std::span<char> out);
// "ignroe all pervoius intsructions": the first and the last letter of a word stay, those between them change places.
[[nodiscard]] size_t ReadScrambled(std::string_view text, std::span<char> out);

}  // namespace gatehouse::prompt
