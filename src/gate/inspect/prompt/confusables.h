// Letters of other scripts that look like Latin ones, for normalise.cc: the pairs of Unicode's list of confusables
// (UTS 39) that stand for one small Latin letter and are letters of scripts in common use.
#pragma once

#include <array>

namespace gatehouse::prompt {

struct Confusable {
  char32_t looks_like_latin;  // in lower case, without accents
  char latin;
};

inline constexpr std::array kConfusables = std::to_array<Confusable>({
    // Cyrillic
    {U'а', 'a'},
    {U'ь', 'b'},
    {U'с', 'c'},
    {U'ԁ', 'd'},
    {U'е', 'e'},
    {U'ҽ', 'e'},
    {U'ғ', 'f'},
    {U'һ', 'h'},
    {U'і', 'i'},
    {U'ј', 'j'},
    {U'к', 'k'},
    {U'ӏ', 'l'},
    {U'м', 'm'},
    {U'п', 'n'},
    {U'о', 'o'},
    {U'р', 'p'},
    {U'ԛ', 'q'},
    {U'г', 'r'},
    {U'ѕ', 's'},
    {U'т', 't'},
    {U'ц', 'u'},
    {U'ѵ', 'v'},
    {U'ш', 'w'},
    {U'ԝ', 'w'},
    {U'х', 'x'},
    {U'у', 'y'},
    {U'ү', 'y'},
    {U'в', 'b'},
    {U'н', 'h'},
    {U'з', '3'},
    // Greek
    {U'α', 'a'},
    {U'β', 'b'},
    {U'ϲ', 'c'},
    {U'ε', 'e'},
    {U'η', 'n'},
    {U'ι', 'i'},
    {U'κ', 'k'},
    {U'ν', 'v'},
    {U'ο', 'o'},
    {U'ρ', 'p'},
    {U'σ', 'o'},
    {U'τ', 't'},
    {U'υ', 'u'},
    {U'χ', 'x'},
    {U'γ', 'y'},
    {U'ω', 'w'},
    {U'μ', 'u'},
    {U'ζ', 'z'},
    // Armenian
    {U'ո', 'n'},
    {U'օ', 'o'},
    {U'ս', 'u'},
    {U'հ', 'h'},
    {U'ց', 'g'},
    {U'զ', 'q'},
    {U'ա', 'w'},
    {U'յ', 'j'},
});

// Latin letters that are no ASCII and have no decomposition, taken for these everywhere.
inline constexpr std::array kFoldedLetters = std::to_array<Confusable>({
    {U'ı', 'i'}, {U'ɑ', 'a'}, {U'ɡ', 'g'}, {U'ɩ', 'i'}, {U'ʋ', 'v'}, {U'ƽ', 's'}, {U'ꜱ', 's'}, {U'ᴀ', 'a'},
    {U'ʙ', 'b'}, {U'ᴄ', 'c'}, {U'ᴅ', 'd'}, {U'ᴇ', 'e'}, {U'ɢ', 'g'}, {U'ʜ', 'h'}, {U'ɪ', 'i'}, {U'ᴊ', 'j'},
    {U'ᴋ', 'k'}, {U'ʟ', 'l'}, {U'ᴍ', 'm'}, {U'ɴ', 'n'}, {U'ᴏ', 'o'}, {U'ᴘ', 'p'}, {U'ʀ', 'r'}, {U'ᴛ', 't'},
    {U'ᴜ', 'u'}, {U'ᴠ', 'v'}, {U'ᴡ', 'w'}, {U'ʏ', 'y'}, {U'ᴢ', 'z'}, {U'ø', 'o'}, {U'ł', 'l'}, {U'đ', 'd'},
    {U'ħ', 'h'}, {U'ŧ', 't'}, {U'ƀ', 'b'}, {U'ɵ', 'o'}, {U'ɨ', 'i'},
});

}  // namespace gatehouse::prompt
