#include "dotenv/gpg.h"

#include <gpgme.h>
#include <string.h>  // explicit_bzero

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <memory>
#include <utility>

#include "base/bytes.h"
#include "dotenv/key_name.h"
#include "dotenv/passphrase.h"

namespace gatehouse::dotenv {
namespace {

// GPGME writes to pipes whose reader may have died, and ignores SIGPIPE permanently: programs that we start later must
// not inherit that.
class WithoutSigpipe {
 public:
  WithoutSigpipe() {
    struct sigaction ignore{};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &ignore, &before_);
  }
  ~WithoutSigpipe() { sigaction(SIGPIPE, &before_, nullptr); }
  WithoutSigpipe(const WithoutSigpipe&) = delete;
  WithoutSigpipe& operator=(const WithoutSigpipe&) = delete;

 private:
  struct sigaction before_{};
};

template <auto Release>
struct ReleaseWith {
  void operator()(auto* value) const { Release(value); }
};
using Context = std::unique_ptr<gpgme_context, ReleaseWith<gpgme_release>>;
using Data = std::unique_ptr<gpgme_data, ReleaseWith<gpgme_data_release>>;
using Key = std::unique_ptr<_gpgme_key, ReleaseWith<gpgme_key_unref>>;

struct Words {
  gpg_err_code_t code;
  std::string_view what;
  std::string_view fix;
};

constexpr std::string_view kSeeAgent = "start it with 'gpgconf --launch gpg-agent'; 'gpg --decrypt' tells more";
constexpr std::string_view kNoCard = "The GPG key is on a smartcard that cannot be read";
constexpr std::string_view kSeeCard = "insert it; 'gpg --card-status' shows what GPG sees";
constexpr std::array kWords = {
    Words{GPG_ERR_BAD_PASSPHRASE, "The passphrase of the GPG key was wrong", "try again"},
    Words{GPG_ERR_CANCELED, "The passphrase of the GPG key was not given", "try again, and answer the question"},
    Words{GPG_ERR_FULLY_CANCELED, "The passphrase of the GPG key was not given", "try again, and answer the question"},
    Words{GPG_ERR_TIMEOUT, "The passphrase of the GPG key was not given in time", "try again"},
    Words{GPG_ERR_NO_AGENT, "GPG's agent does not run, and cannot be started", kSeeAgent},
    Words{GPG_ERR_AGENT, "GPG's agent does not answer as it should", kSeeAgent},
    Words{GPG_ERR_NO_PIN_ENTRY, "The GPG key is locked, and there is no pinentry program to ask for its passphrase",
          "install pinentry-curses, or unlock the key first: gpg --sign --output /dev/null /dev/null"},
    Words{GPG_ERR_PIN_ENTRY, "The GPG key is locked, and the pinentry program cannot ask for its passphrase",
          "set GPG_TTY=$(tty), or unlock the key first"},
    Words{GPG_ERR_ENOTTY, "The GPG key is locked, and there is no terminal to ask for its passphrase",
          "set GPG_TTY=$(tty), or unlock the key first"},
    Words{GPG_ERR_NOT_SUPPORTED, "GPG's agent does not take a passphrase from a program",
          "take no-allow-loopback-pinentry out of gpg-agent.conf"},
    Words{GPG_ERR_NO_SCDAEMON, "The GPG key is on a smartcard, and the program that reads it is not installed",
          "install scdaemon"},
    Words{GPG_ERR_SCDAEMON, kNoCard, kSeeCard},
    Words{GPG_ERR_CARD_NOT_PRESENT, kNoCard, kSeeCard},
    Words{GPG_ERR_CARD_REMOVED, kNoCard, kSeeCard},
    Words{GPG_ERR_CARD_RESET, kNoCard, kSeeCard},
    Words{GPG_ERR_WRONG_CARD, kNoCard, kSeeCard},
    Words{GPG_ERR_INV_CARD, kNoCard, kSeeCard},
    Words{GPG_ERR_CARD, kNoCard, kSeeCard},
    Words{GPG_ERR_ENODEV, kNoCard, kSeeCard},
    Words{GPG_ERR_BAD_PIN, "The PIN of the smartcard was wrong",
          "try again; a card locks itself after a few wrong ones"},
    Words{GPG_ERR_PIN_BLOCKED, "The smartcard is locked after too many wrong PINs",
          "unlock it with its reset code or admin PIN: gpg --card-edit"},
    Words{GPG_ERR_NO_SECKEY, "The secret GPG key is not here", "gpg --list-secret-keys shows which are"},
    Words{GPG_ERR_UNUSABLE_SECKEY, "The secret GPG key cannot be used", "gpg --list-secret-keys tells more"},
    Words{GPG_ERR_DECRYPT_FAILED, "GPG cannot decrypt the data key",
          "the key may be locked without a way to ask for its passphrase: 'gpg --decrypt' tells more"},
    Words{GPG_ERR_NO_DATA, "Not a GPG message", "take the file from a good copy"},
    Words{GPG_ERR_BAD_DATA, "The GPG message is damaged", "take the file from a good copy"},
    Words{GPG_ERR_UNUSABLE_PUBKEY, "GPG does not encrypt to this key", "gpg --list-keys tells more"},
    Words{GPG_ERR_ENOENT, "GPG cannot be started", "install gnupg"},
    Words{GPG_ERR_UNSUPPORTED_PROTOCOL, "GPG is not installed", "install gnupg"},
    Words{GPG_ERR_INV_ENGINE, "GPG is not installed, or is too old", "install gnupg"},
};

std::unexpected<base::Error> Failure(gpgme_error_t error, const std::string& where) {
  const gpg_err_code_t code = gpgme_err_code(error);
  for (const Words& words : kWords) {
    if (words.code == code) return base::Fail(std::string(words.what), where, std::string(words.fix));
  }
  std::array<char, 256> text{};
  gpgme_strerror_r(error, text.data(), text.size());
  return base::Fail(std::string("GPG failed: ") + text.data(), where);
}

base::Result<Context> Start() {
  static const bool started = [] {
    const WithoutSigpipe guard;
    return gpgme_check_version("1.18.0") != nullptr;
  }();
  if (!started) {
    return base::Fail("The GPGME library is not there, or too old", {}, "install libgpgme11, 1.18.0 or later");
  }
  gpgme_ctx_t made = nullptr;
  if (const gpgme_error_t error = gpgme_new(&made)) return Failure(error, {});
  Context context(made);
  if (const gpgme_error_t error = gpgme_set_protocol(context.get(), GPGME_PROTOCOL_OpenPGP)) return Failure(error, {});
  // Overrides gpg.conf: with "pinentry-mode loopback" in it, GPG would not ask and report a wrong passphrase.
  gpgme_set_pinentry_mode(context.get(), GPGME_PINENTRY_MODE_ASK);
  return context;
}

// GPGME calls this once per attempt.
gpgme_error_t TellPassphrase(void* hook, const char*, const char*, int was_bad, int fd) {
  if (was_bad != 0) return gpgme_error(GPG_ERR_BAD_PASSPHRASE);
  const std::string_view passphrase = static_cast<const base::SecretString*>(hook)->Reveal();
  const bool written =
      gpgme_io_writen(fd, passphrase.data(), passphrase.size()) == 0 && gpgme_io_writen(fd, "\n", 1) == 0;
  return written ? 0 : gpgme_error_from_errno(errno);
}

std::string Text(const char* text) { return text == nullptr ? std::string() : std::string(text); }

GpgKey ToKey(const _gpgme_key& from) {
  GpgKey key;
  key.fingerprint = Text(from.fpr);
  if (from.uids != nullptr) key.user = Text(from.uids->uid);
  for (const _gpgme_user_id* user = from.uids; user != nullptr; user = user->next) {
    const char* const address = user->address != nullptr ? user->address : user->email;
    if (user->revoked == 0 && user->invalid == 0) key.addresses.push_back(base::AsciiLower(Text(address)));
  }
  key.expired = from.expired != 0;
  key.unusable = from.revoked != 0 || from.disabled != 0 || from.invalid != 0;
  for (const _gpgme_subkey* subkey = from.subkeys; subkey != nullptr; subkey = subkey->next) {
    GpgSubkey part;
    part.fingerprint = Text(subkey->fpr);
    part.can_encrypt = subkey->can_encrypt != 0;
    part.can_sign = subkey->can_sign != 0;
    part.expired = subkey->expired != 0;
    part.secret_here = subkey->secret != 0;
    part.on_card = subkey->is_cardkey != 0;
    part.unusable = subkey->revoked != 0 || subkey->disabled != 0 || subkey->invalid != 0;
    if (subkey->expires > 0) part.expires = base::Wall(std::chrono::seconds(subkey->expires));
    key.subkeys.push_back(std::move(part));
  }
  return key;
}

struct Listed {
  GpgKey key;
  Key handle;
};

base::Result<std::vector<Listed>> List(gpgme_context& context, std::span<const std::string> patterns, bool secret) {
  std::vector<std::string> plain(patterns.begin(), patterns.end());
  std::vector<const char*> pointers;
  for (std::string& pattern : plain) {
    if (pattern.ends_with('!')) pattern.pop_back();
    pointers.push_back(pattern.c_str());
  }
  pointers.push_back(nullptr);
  if (const gpgme_error_t error = gpgme_op_keylist_ext_start(&context, pointers.data(), secret ? 1 : 0, 0)) {
    return Failure(error, {});
  }
  std::vector<Listed> listed;
  while (true) {
    gpgme_key_t key = nullptr;
    const gpgme_error_t error = gpgme_op_keylist_next(&context, &key);
    if (gpgme_err_code(error) == GPG_ERR_EOF) return listed;
    if (error) return Failure(error, {});
    Key handle(key);
    if (listed.size() == kMaxListedKeys) return base::Fail("The GPG keyring holds too many keys that fit");
    GpgKey meant = ToKey(*key);
    listed.push_back({std::move(meant), std::move(handle)});
  }
}

// Without its agent, GPG lists no secret keys and does not say why.
base::Result<> AskAgent() {
  gpgme_ctx_t made = nullptr;
  if (const gpgme_error_t error = gpgme_new(&made)) return Failure(error, {});
  const Context context(made);
  gpgme_error_t answer = 0;
  gpgme_error_t error = gpgme_set_protocol(context.get(), GPGME_PROTOCOL_ASSUAN);
  if (error == 0) {
    error = gpgme_op_assuan_transact_ext(context.get(), "GETINFO pid", nullptr, nullptr, nullptr, nullptr, nullptr,
                                         nullptr, &answer);
  }
  if (error == 0 && answer == 0) return {};
  return Failure(gpgme_error(GPG_ERR_NO_AGENT), {});
}

base::Result<std::vector<GpgKey>> Keys(std::span<const std::string> patterns, bool secret) {
  const auto context = Start();
  if (!context) return std::unexpected(context.error());
  const WithoutSigpipe guard;
  auto listed = List(**context, patterns, secret);
  if (!listed) return std::unexpected(listed.error());
  if (secret && listed->empty()) {
    const auto known = List(**context, patterns, false);
    if (!known) return std::unexpected(known.error());
    if (const auto asked = known->empty() ? base::Result<>() : AskAgent(); !asked)
      return std::unexpected(asked.error());
  }
  std::vector<GpgKey> keys;
  for (Listed& one : *listed) keys.push_back(std::move(one.key));
  return keys;
}

const GpgSubkey* Newest(const GpgKey& key, bool GpgSubkey::* can) {
  if (key.expired || key.unusable) return nullptr;
  const GpgSubkey* found = nullptr;
  // In the order of creation.
  for (const GpgSubkey& part : key.subkeys) {
    if (part.*can && !part.expired && !part.unusable) found = &part;
  }
  return found;
}

base::Result<std::vector<GpgKey>> KeysNamed(const std::string& name, bool secret) {
  const KeyName meant = ReadKeyName(name);
  auto keys = Keys(std::span(&meant.text, 1), secret);
  if (keys) std::erase_if(*keys, [&](const GpgKey& key) { return !Means(meant, key); });
  return keys;
}

std::unexpected<base::Error> CannotBeEncryptedTo(const GpgKey& key, const std::string& name) {
  if (key.expired) return base::Fail("The GPG key has expired", name, "ask its owner for a newer one");
  if (key.unusable) return base::Fail("The GPG key is revoked, disabled or invalid", name, "ask its owner for another");
  if (std::ranges::any_of(key.subkeys, [](const GpgSubkey& part) { return part.can_encrypt && part.expired; })) {
    return base::Fail("The GPG key's encryption key has expired", name, "ask its owner for a newer one");
  }
  return base::Fail("The GPG key cannot be encrypted to", name,
                    "it has no encryption key: its owner adds one with gpg --quick-add-key FINGERPRINT cv25519 encr");
}

// Receives GPGME's output: bounded, and wiped.
struct Sink {
  std::array<char, kMaxWrappedBytes> bytes{};
  size_t size = 0;
  ~Sink() { explicit_bzero(bytes.data(), bytes.size()); }

  static ssize_t Write(void* handle, const void* from, size_t count) {
    Sink& sink = *static_cast<Sink*>(handle);
    if (count > sink.bytes.size() - sink.size) {
      errno = EFBIG;
      return -1;
    }
    std::copy_n(static_cast<const char*>(from), count, sink.bytes.data() + sink.size);
    sink.size += count;
    return static_cast<ssize_t>(count);
  }
};

base::Result<Data> Input(std::string_view bytes) {
  gpgme_data_t data = nullptr;
  if (const gpgme_error_t error = gpgme_data_new_from_mem(&data, bytes.data(), bytes.size(), 0))
    return Failure(error, {});
  return Data(data);
}

base::Result<Data> Output(gpgme_data_cbs& callbacks, Sink& sink) {
  callbacks.write = Sink::Write;
  gpgme_data_t data = nullptr;
  if (const gpgme_error_t error = gpgme_data_new_from_cbs(&data, &callbacks, &sink)) return Failure(error, {});
  return Data(data);
}

}  // namespace

const GpgSubkey* EncryptionPart(const GpgKey& key) { return Newest(key, &GpgSubkey::can_encrypt); }
const GpgSubkey* SigningPart(const GpgKey& key) { return Newest(key, &GpgSubkey::can_sign); }

bool HasPart(const GpgKey& key, std::string_view fingerprint) {
  if (fingerprint.ends_with('!')) fingerprint.remove_suffix(1);
  return key.fingerprint == fingerprint ||
         std::ranges::find(key.subkeys, fingerprint, &GpgSubkey::fingerprint) != key.subkeys.end();
}

base::Result<std::vector<GpgKey>> SecretKeys(std::span<const std::string> patterns) { return Keys(patterns, true); }
base::Result<std::vector<GpgKey>> PublicKeys(std::span<const std::string> fingerprints) {
  return Keys(fingerprints, false);
}
base::Result<std::vector<GpgKey>> PublicKeysNamed(const std::string& name) { return KeysNamed(name, false); }
base::Result<std::vector<GpgKey>> SecretKeysNamed(const std::string& name) { return KeysNamed(name, true); }

base::Result<Recipient> FindRecipient(const std::string& name) {
  const KeyName meant = ReadKeyName(name);
  auto found = PublicKeysNamed(name);
  if (!found) return base::Fail(found.error().what, name, found.error().fix);
  if (found->empty()) {
    return base::Fail("There is no GPG key of this name", name,
                      meant.kind == KeyName::Kind::kAddress
                          ? "an address must be whole, as 'gpg --list-keys' shows it; import it: gpg --import FILE"
                          : "import it: gpg --import FILE, or gpg --locate-keys MAIL");
  }
  std::string fingerprints;
  GpgKey* usable = nullptr;
  size_t count = 0;
  for (GpgKey& key : *found) {
    if (EncryptionPart(key) == nullptr) continue;
    usable = &key;
    ++count;
    fingerprints += (fingerprints.empty() ? "" : ", ") + key.fingerprint;
  }
  if (count > 1) {
    return base::Fail("More than one GPG key has this name", name, "name one by its fingerprint: " + fingerprints);
  }
  if (usable == nullptr) return CannotBeEncryptedTo(found->front(), name);
  if (!meant.this_part) return Recipient{*usable, usable->fingerprint};
  for (const GpgSubkey& part : usable->subkeys) {
    if (!part.fingerprint.ends_with(meant.text)) continue;
    if (part.can_encrypt && !part.expired && !part.unusable) {
      return Recipient{*usable, part.fingerprint + "!"};
    }
    return base::Fail("This part of the GPG key cannot be encrypted to", name,
                      "leave the '!' out, or name another: gpg --list-keys --with-subkey-fingerprint");
  }
  return Recipient{*usable, usable->fingerprint};
}

base::Result<std::string> Wrap(const std::string& fingerprint, std::string_view secret) {
  const auto context = Start();
  if (!context) return std::unexpected(context.error());
  const WithoutSigpipe guard;
  const auto listed = List(**context, std::span(&fingerprint, 1), false);
  if (!listed) return base::Fail(listed.error().what, fingerprint, listed.error().fix);
  if (listed->size() != 1) {
    return base::Fail("The GPG key of a recipient is not here", fingerprint,
                      "import it: gatehouse env recipients export | gpg --import");
  }
  const auto plain = Input(secret);
  if (!plain) return std::unexpected(plain.error());
  Sink sink;
  gpgme_data_cbs callbacks{};
  const auto wrapped = Output(callbacks, sink);
  if (!wrapped) return std::unexpected(wrapped.error());
  std::array<gpgme_key_t, 2> recipients = {listed->front().handle.get(), nullptr};
  constexpr auto kFlags = static_cast<gpgme_encrypt_flags_t>(GPGME_ENCRYPT_ALWAYS_TRUST | GPGME_ENCRYPT_NO_ENCRYPT_TO |
                                                             GPGME_ENCRYPT_NO_COMPRESS);
  // A subkey can only be named by a string.
  const gpgme_error_t error =
      fingerprint.ends_with('!')
          ? gpgme_op_encrypt_ext(context->get(), nullptr, (fingerprint + "\n").c_str(), kFlags, plain->get(),
                                 wrapped->get())
          : gpgme_op_encrypt(context->get(), recipients.data(), kFlags, plain->get(), wrapped->get());
  if (error) return Failure(error, fingerprint);
  return std::string(sink.bytes.data(), sink.size);
}

base::Result<std::string> Export(const std::string& fingerprint) {
  const auto context = Start();
  if (!context) return std::unexpected(context.error());
  const WithoutSigpipe guard;
  const auto listed = List(**context, std::span(&fingerprint, 1), false);
  if (!listed || listed->size() != 1) return base::Fail("The GPG key is not here", fingerprint);
  Sink sink;
  gpgme_data_cbs callbacks{};
  const auto exported = Output(callbacks, sink);
  if (!exported) return std::unexpected(exported.error());
  std::array<gpgme_key_t, 2> keys = {listed->front().handle.get(), nullptr};
  if (const gpgme_error_t error =
          gpgme_op_export_keys(context->get(), keys.data(), GPGME_EXPORT_MODE_MINIMAL, exported->get())) {
    return Failure(error, fingerprint);
  }
  return std::string(sink.bytes.data(), sink.size);
}

base::Result<base::SecretString> Unwrap(std::string_view wrapped, bool ask) {
  const auto context = Start();
  if (!context) return std::unexpected(context.error());
  if (!ask) gpgme_set_pinentry_mode(context->get(), GPGME_PINENTRY_MODE_CANCEL);
  const WithoutSigpipe guard;
  const auto sealed = Input(wrapped);
  if (!sealed) return std::unexpected(sealed.error());
  Sink sink;
  gpgme_data_cbs callbacks{};
  const auto plain = Output(callbacks, sink);
  if (!plain) return std::unexpected(plain.error());
  auto passphrase = GivenPassphrase();
  if (!passphrase) return std::unexpected(passphrase.error());
  if (*passphrase) {
    gpgme_set_pinentry_mode(context->get(), GPGME_PINENTRY_MODE_LOOPBACK);
    gpgme_set_passphrase_cb(context->get(), TellPassphrase, &**passphrase);
  }
  if (const gpgme_error_t error = gpgme_op_decrypt(context->get(), sealed->get(), plain->get())) {
    return Failure(error, {});
  }
  return base::SecretString(std::string(sink.bytes.data(), sink.size));
}

}  // namespace gatehouse::dotenv
