// Loads GPGME at the first use of a key: it depends on two more libraries, and most commands use no key
// (doc/adr/0010-programs-load-what-they-use.md). Defines GPGME's functions under their own names for gpg.cc; each
// calls the real one. If the library is not installed, gpgme_check_version says so, and gpg.cc calls nothing else.
#include <dlfcn.h>
#include <gpgme.h>

#include <type_traits>

namespace {

void* Library() {
  static void* const library = dlopen("libgpgme.so.11", RTLD_NOW | RTLD_LOCAL);  // as the headers; never unloaded
  return library;
}

template <typename Result, typename... Arguments>
Result Call(Result (*)(Arguments...), const char* name, std::type_identity_t<Arguments>... arguments) {
  void* const library = Library();
  void* const found = library == nullptr ? nullptr : dlsym(library, name);
  if (found == nullptr) return Result();
  return reinterpret_cast<Result (*)(Arguments...)>(found)(arguments...);
}

}  // namespace

extern "C" {

const char* gpgme_check_version_internal(const char* wanted, size_t offset) {
  return Call(&gpgme_check_version_internal, "gpgme_check_version_internal", wanted, offset);
}
gpgme_error_t gpgme_new(gpgme_ctx_t* context) { return Call(&gpgme_new, "gpgme_new", context); }
void gpgme_release(gpgme_ctx_t context) { Call(&gpgme_release, "gpgme_release", context); }
gpgme_error_t gpgme_set_protocol(gpgme_ctx_t context, gpgme_protocol_t protocol) {
  return Call(&gpgme_set_protocol, "gpgme_set_protocol", context, protocol);
}
gpgme_error_t gpgme_set_pinentry_mode(gpgme_ctx_t context, gpgme_pinentry_mode_t mode) {
  return Call(&gpgme_set_pinentry_mode, "gpgme_set_pinentry_mode", context, mode);
}
void gpgme_set_passphrase_cb(gpgme_ctx_t context, gpgme_passphrase_cb_t callback, void* hook) {
  Call(&gpgme_set_passphrase_cb, "gpgme_set_passphrase_cb", context, callback, hook);
}
int gpgme_strerror_r(gpg_error_t error, char* text, size_t size) {
  return Call(&gpgme_strerror_r, "gpgme_strerror_r", error, text, size);
}
gpgme_error_t gpgme_error_from_errno(int error) {
  return Call(&gpgme_error_from_errno, "gpgme_error_from_errno", error);
}
gpgme_error_t gpgme_data_new_from_mem(gpgme_data_t* data, const char* bytes, size_t size, int copy) {
  return Call(&gpgme_data_new_from_mem, "gpgme_data_new_from_mem", data, bytes, size, copy);
}
gpgme_error_t gpgme_data_new_from_cbs(gpgme_data_t* data, gpgme_data_cbs_t callbacks, void* handle) {
  return Call(&gpgme_data_new_from_cbs, "gpgme_data_new_from_cbs", data, callbacks, handle);
}
void gpgme_data_release(gpgme_data_t data) { Call(&gpgme_data_release, "gpgme_data_release", data); }
int gpgme_io_writen(int fd, const void* bytes, size_t size) {
  return Call(&gpgme_io_writen, "gpgme_io_writen", fd, bytes, size);
}
void gpgme_key_unref(gpgme_key_t key) { Call(&gpgme_key_unref, "gpgme_key_unref", key); }
gpgme_error_t gpgme_op_keylist_ext_start(gpgme_ctx_t context, const char* patterns[], int secret, int reserved) {
  return Call(&gpgme_op_keylist_ext_start, "gpgme_op_keylist_ext_start", context, patterns, secret, reserved);
}
gpgme_error_t gpgme_op_keylist_next(gpgme_ctx_t context, gpgme_key_t* key) {
  return Call(&gpgme_op_keylist_next, "gpgme_op_keylist_next", context, key);
}
gpgme_error_t gpgme_op_assuan_transact_ext(gpgme_ctx_t context, const char* command, gpgme_assuan_data_cb_t data,
                                           void* data_hook, gpgme_assuan_inquire_cb_t inquire, void* inquire_hook,
                                           gpgme_assuan_status_cb_t status, void* status_hook, gpgme_error_t* answer) {
  return Call(&gpgme_op_assuan_transact_ext, "gpgme_op_assuan_transact_ext", context, command, data, data_hook, inquire,
              inquire_hook, status, status_hook, answer);
}
gpgme_error_t gpgme_op_encrypt(gpgme_ctx_t context, gpgme_key_t recipients[], gpgme_encrypt_flags_t flags,
                               gpgme_data_t plain, gpgme_data_t cipher) {
  return Call(&gpgme_op_encrypt, "gpgme_op_encrypt", context, recipients, flags, plain, cipher);
}
gpgme_error_t gpgme_op_encrypt_ext(gpgme_ctx_t context, gpgme_key_t recipients[], const char* words,
                                   gpgme_encrypt_flags_t flags, gpgme_data_t plain, gpgme_data_t cipher) {
  return Call(&gpgme_op_encrypt_ext, "gpgme_op_encrypt_ext", context, recipients, words, flags, plain, cipher);
}
gpgme_error_t gpgme_op_decrypt(gpgme_ctx_t context, gpgme_data_t cipher, gpgme_data_t plain) {
  return Call(&gpgme_op_decrypt, "gpgme_op_decrypt", context, cipher, plain);
}
gpgme_error_t gpgme_op_export_keys(gpgme_ctx_t context, gpgme_key_t keys[], gpgme_export_mode_t mode,
                                   gpgme_data_t data) {
  return Call(&gpgme_op_export_keys, "gpgme_op_export_keys", context, keys, mode, data);
}

}  // extern "C"
