// The only includer of nginx's headers, and the little that turns its C into our values. nginx/ is the only room that
// sees this.
#pragma once

extern "C" {
#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>
}

#include <new>
#include <span>
#include <string_view>
#include <utility>

namespace gatehouse::nginx {

inline std::string_view View(const ngx_str_t& text) { return {reinterpret_cast<const char*>(text.data), text.len}; }

// Whether that is the header's name, in any case.
inline bool Named(const ngx_table_elt_t& header, std::string_view name) {
  return header.key.len == name.size() &&
         ngx_strncasecmp(header.key.data, reinterpret_cast<u_char*>(const_cast<char*>(name.data())), name.size()) == 0;
}

inline ngx_str_t Unowned(std::string_view text) {
  return {text.size(), reinterpret_cast<u_char*>(const_cast<char*>(text.data()))};
}

// A copy that lives as long as the pool; {0, null} where memory ran out and `text` was not empty.
inline ngx_str_t CopyToPool(ngx_pool_t* pool, std::string_view text) {
  ngx_str_t copy{0, nullptr};
  auto* data = static_cast<u_char*>(ngx_pnalloc(pool, text.size() + 1));
  if (data == nullptr) return copy;
  ngx_memcpy(data, text.data(), text.size());
  data[text.size()] = '\0';
  copy.data = data;
  copy.len = text.size();
  return copy;
}

// A header of an answer. Name and value must outlive it.
[[nodiscard]] inline ngx_table_elt_t AnswerHeader(std::string_view name, std::string_view value) {
  return {.hash = 1, .key = Unowned(name), .value = Unowned(value), .lowcase_key = nullptr};
}

// ngx_list_push for headers, without a call where the list's last part has room. Throws std::bad_alloc.
inline ngx_table_elt_t& PushHeader(ngx_list_t& headers) {
  ngx_list_part_t* const last = headers.last;
  if (last->nelts < headers.nalloc) return static_cast<ngx_table_elt_t*>(last->elts)[last->nelts++];
  auto* pushed = static_cast<ngx_table_elt_t*>(ngx_list_push(&headers));
  if (pushed == nullptr) throw std::bad_alloc();
  return *pushed;
}

// All of `added` behind the others: at once where the list's last part has room for them.
inline void PushHeaders(ngx_list_t& headers, std::span<const ngx_table_elt_t> added) {
  ngx_list_part_t* const last = headers.last;
  if (last->nelts + added.size() > headers.nalloc) {
    for (const ngx_table_elt_t& header : added) PushHeader(headers) = header;
    return;
  }
  ngx_memcpy(static_cast<ngx_table_elt_t*>(last->elts) + last->nelts, added.data(), added.size_bytes());
  last->nelts += added.size();
}

template <typename T>
void DestroyInPool(void* data) {
  static_cast<T*>(data)->~T();
}

// A C++ object in a pool. The cleanup gets its storage first, the object is constructed, and only then is the handler
// set: whatever fails in between leaves nothing to destroy. Null where memory ran out.
template <typename T, typename... Args>
T* NewInPool(ngx_pool_t* pool, Args&&... args) {
  ngx_pool_cleanup_t* cleanup = ngx_pool_cleanup_add(pool, sizeof(T));
  if (cleanup == nullptr) return nullptr;
  T* object = new (cleanup->data) T(std::forward<Args>(args)...);
  cleanup->handler = &DestroyInPool<T>;
  return object;
}

// The object of that kind that NewInPool put there, or null. The cleanup's own handler is what tells the kind.
template <typename T>
T* FindInPool(ngx_pool_t* pool) {
  const ngx_pool_cleanup_pt handler = &DestroyInPool<T>;
  for (ngx_pool_cleanup_t* cleanup = pool->cleanup; cleanup != nullptr; cleanup = cleanup->next) {
    if (cleanup->handler == handler) return static_cast<T*>(cleanup->data);
  }
  return nullptr;
}

// Runs what a C callback is made of. No exception leaves it; the answer to one is `failed`, which every caller chooses
// so that the request is refused.
template <typename Function, typename Code>
Code Guarded(ngx_log_t* log, Code failed, Function&& function) noexcept {
  try {
    return function();
  } catch (const std::bad_alloc&) {
    ngx_log_error(NGX_LOG_CRIT, log, 0, "gatehouse: out of memory");
  } catch (const std::exception& error) {
    ngx_log_error(NGX_LOG_CRIT, log, 0, "gatehouse: internal error: %s", error.what());
  } catch (...) {
    ngx_log_error(NGX_LOG_CRIT, log, 0, "gatehouse: internal error");
  }
  return failed;
}

}  // namespace gatehouse::nginx
