#include "base/late_library.h"

#include <dlfcn.h>

namespace gatehouse::base {

LateLibrary::LateLibrary(const char* file)
    : library_(dlopen(file, RTLD_NOW | RTLD_LOCAL)), whole_(library_ != nullptr) {}

void* LateLibrary::Symbol(const std::string& name) {
  void* const symbol = library_ == nullptr ? nullptr : dlsym(library_, name.c_str());
  whole_ = whole_ && symbol != nullptr;
  return symbol;
}

}  // namespace gatehouse::base
