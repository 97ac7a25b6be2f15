// A shared library that is loaded when it is first needed: most commands need none of the large ones
// (doc/adr/0010-programs-load-what-they-use.md).
#pragma once

#include <string>

namespace gatehouse::base {

// It is never unloaded: its threads and handles may outlive every owner.
class LateLibrary {
 public:
  // `file` is the name with the version whose headers the caller is compiled with: "libcurl.so.4".
  explicit LateLibrary(const char* file);

  // Looks `function` up under its name in the library. The result is whole() of all of them.
  template <typename Function>
  void Find(const std::string& name, Function*& function) {
    function = reinterpret_cast<Function*>(Symbol(name));
  }
  // Returns false if the library, or a function that was looked for, does not exist.
  [[nodiscard]] bool whole() const { return whole_; }

 private:
  void* Symbol(const std::string& name);

  void* library_;
  bool whole_;
};

}  // namespace gatehouse::base
