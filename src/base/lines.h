// Lines of a text, in files of every system: a line ends with "\n" or "\r\n". Tests: lines_test.cc.
#pragma once

#include <string_view>

namespace gatehouse::base {

// Cuts the first line off `text` and returns it without its end. `while (!text.empty())` sees each line once; a line
// end at the end of the text begins no further line.
[[nodiscard]] std::string_view TakeLine(std::string_view& text);

// Removes all line ends at the end: a file ends with one where a value typed elsewhere has none.
[[nodiscard]] std::string_view WithoutLineEnds(std::string_view text);

}  // namespace gatehouse::base
