// Which sanitizer the program was built with. GCC and clang say it differently; these macros are 1 or 0 with either.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define GATEHOUSE_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define GATEHOUSE_ADDRESS_SANITIZER 1
#endif
#endif
#ifndef GATEHOUSE_ADDRESS_SANITIZER
#define GATEHOUSE_ADDRESS_SANITIZER 0
#endif

#if defined(__SANITIZE_THREAD__)
#define GATEHOUSE_THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define GATEHOUSE_THREAD_SANITIZER 1
#endif
#endif
#ifndef GATEHOUSE_THREAD_SANITIZER
#define GATEHOUSE_THREAD_SANITIZER 0
#endif

namespace gatehouse::base {

inline constexpr bool kAddressSanitizer = GATEHOUSE_ADDRESS_SANITIZER != 0;
inline constexpr bool kThreadSanitizer = GATEHOUSE_THREAD_SANITIZER != 0;

}  // namespace gatehouse::base
