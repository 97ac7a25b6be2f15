// See quotation_frame.h. Lists of beginnings of words, not expressions for the matcher: they are only looked for in the
// few prompts that quote something and would be refused for it. Texts are normalised: lower case, no accents on Latin,
// Greek and Cyrillic letters. Tests: quotation_frame_test.cc.
#include "gate/inspect/prompt/quotation_frame.h"

#include <algorithm>
#include <array>
#include <span>

#include "gate/inspect/prompt/features.h"

namespace gatehouse::prompt {
namespace {

// One of these is enough: what the quotation is called, where it was found, who is taught, what stopped it.
constexpr std::array<std::string_view, 174> kReasons = {
    "attack", "injection", "malicious", "dangerous", "harmful", "exploit", "payload", "hacker", "vulnerab", "jailbreak",
    "filter", "keyword", "blocked", "refused", "flagged", "moderation", "owasp", "log", "logs", "logged", "log file",
    "risk", "audit", "assert", "unit test", "our test", "test fails", "dataset", "label", "category", "classifier",
    "security course", "security class", "my class", "my students", "students", "beginners", "workshop", "trick",
    "in videos", "my chatbot", "our chatbot", "my bot", "our bot", "my assistant", "our assistant",
    // German, Dutch
    "angriff", "gefahrlich", "harmlos", "schadlich", "protokoll", "logdatei", "unterricht", "lernende", "schuler",
    "schulung", "kurs", "sicherheitstest", "einstufen", "risiko", "aanval", "gevaarlijk", "schadelijk", "logboek",
    "logbestand", "cursus", "leerlingen", "geweigerd", "geblokkeerd", "training",
    // French
    "attaque", "dangereu", "danger", "filtre", "journal", "journaux", "cours de", "eleve", "etudiant", "debutant",
    "bloque", "test unitaire", "malveillan", "risque",
    // Spanish, Portuguese, Italian
    "ataque", "peligr", "filtro", "registro", "bitacora", "alumno", "estudiante", "ciberseguridad", "clases de",
    "inyeccion", "categoria", "clasific", "injecao", "perigo", "riesgo", "risco", "rischi", "alunos", "bloquead",
    "seguranca", "o nosso teste", "attacco", "pericol", "innocu", "sicurezza", "studenti", "principianti", "iniezione",
    "bloccat",
    // Polish, Czech
    "atak", "niebezpiecz", "dziennik", "bezpieczenstw", "szkoleni", "uczniow", "student", "utok", "nebezpecn",
    "protokol",
    // Russian, Ukrainian, Greek
    "атак", "опасн", "вредоносн", "инъекц", "фильтр", "журнал", "логах", "логе", "безопасност", "студент", "ученик",
    "небезпе", "фільтр", "επιθεση", "επικινδυν", "φιλτρο",
    // Turkish, Indonesian, Vietnamese
    "saldiri", "tehlike", "gunluk", "ogrenci", "guvenlik", "engellen", "serangan", "berbahaya", "tan cong", "nguy hiem",
    // Scandinavian, Finnish, Hungarian, Romanian
    "angrep", "farlig", "hyokkays", "vaarallin", "lokitiedost", "tamadas", "veszelyes", "periculos",
    // Chinese, Japanese, Korean
    "攻击", "攻擊", "日志", "日誌", "危险", "危險", "过滤器", "過濾器", "培训", "攻撃", "ログ", "危険", "授業",
    "フィルタ", "공격", "로그", "위험"};

// Or one of each of these: somebody, and that they wrote it.
constexpr std::array<std::string_view, 38> kPeople = {
    "customer",    "user",     "visitor",    "client",   "tester",    "colleague",   "kunde",     "nutzer",
    "benutzer",    "besucher", "kolleg",     "klant",    "gebruiker", "utilisateur", "usuario",   "cliente",
    "utente",      "colega",   "collega",    "collegue", "klient",    "uzytkownik",  "uzivatel",  "kund",
    "пользовател", "клиент",   "користувач", "клієнт",   "musteri",   "kullanici",   "pelanggan", "客户",
    "客服",        "用户",     "お客様",     "ユーザー", "고객",      "사용자"};
constexpr std::array<std::string_view, 61> kWrote = {
    "typed",      "wrote",      "written",      "writes",   "sent",     "sends",      "entered",   "enters",
    "entering",   "asked",      "types",        "message",  "pasted",   "posted",     "schrieb",   "geschrieben",
    "eingegeben", "nachricht",  "eingab",       "schickte", "schreef",  "geschreven", "bericht",   "vroeg",
    "invoer",     "ecrit",      "envoye",       "saisi",    "escribio", "envio",      "mensaje",   "pregunto",
    "escreveu",   "enviou",     "mensagem",     "digitou",  "scritto",  "inviato",    "messaggio", "napisal",
    "wyslal",     "wiadomosc",  "napsal",       "poslal",   "skrev",    "skickade",   "написал",   "прислал",
    "сообщени",   "отправил",   "повідомлення", "yazdi",    "gonderdi", "mesaj",      "写",        "写了",
    "消息",       "メッセージ", "入力",         "메시지",   "입력"};

// The quotation is an order, or the text of a task.
constexpr std::array<std::string_view, 96> kOrders = {
    "obey", "comply", "do it", "do that", "do exactly", "do this", "do so", "do what", "do as", "carry out", "carry it",
    "execute", "follow it", "follow them", "follow that", "follow the instruction", "follow its", "act on", "apply it",
    "demonstrat", "by doing", "as if", "answer it", "answer them", "answer the question", "respond to it",
    "reply to it", "pretend", "role-play", "roleplay", "translate", "summarize", "summarise", "paraphrase", "repeat",
    "complete the", "continue the", "include the",
    // German, Dutch
    "fuhre", "befolge", "gehorche", "tu das", "tu es", "mach das", "mach es", "setze um", "antworte darauf",
    "ubersetze", "fasse", "doe wat", "doe dat", "voer", "gehoorzaam", "vertaal", "vat samen",
    // French
    "fais ce", "fais-le", "fais cela", "faites ce", "faites-le", "obeis", "applique", "traduis", "traduisez", "resume",
    // Spanish, Portuguese, Italian
    "haz lo", "hazlo", "obedece", "ejecuta", "cumple", "traduce", "faca o", "faca isso", "obedeca", "cumpra", "traduza",
    "fai quello", "fallo", "obbedisci", "esegui", "traduci", "riassumi",
    // Polish, Czech, Russian, Turkish
    "zrob", "wykonaj", "przetlumacz", "udelej", "proved", "выполни", "сделаи", "следуи", "подчин", "переведи",
    "soyledigini", "dedigini", "uygula", "cevir"};
constexpr std::array<std::string_view, 14> kOrdersOfAsia = {"照做",   "照着做",    "执行",    "執行", "服从",
                                                            "按照",   "その通り",  "従って",  "実行", "翻訳し",
                                                            "翻译成", "그대로 해", "따라 해", "실행"};

constexpr std::array<std::string_view, 9> kQuestions = {"?", "؟", "か。", "吗", "嗎", "呢", "か\n", "까요", "나요"};

// A word begins there; scripts without spaces have no such place.
bool BeginsWord(std::string_view text, size_t at, std::string_view word) {
  const bool spaced = static_cast<uint8_t>(word.front()) < 0xE0;
  return !spaced || at == 0 || !IsWordByte(text[at - 1]);
}

bool Has(std::string_view text, std::string_view word) {
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    if (BeginsWord(text, at, word)) return true;
  }
  return false;
}

bool HasAny(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return Has(text, word); });
}

}  // namespace

bool AsksAboutQuotation(std::string_view outside) {
  if (outside.size() > kMaxFrame) return false;
  const bool asks = std::ranges::any_of(kQuestions, [&](std::string_view sign) { return outside.contains(sign); });
  if (!asks || HasAny(outside, kOrders) || HasAny(outside, kOrdersOfAsia)) return false;
  return HasAny(outside, kReasons) || (HasAny(outside, kPeople) && HasAny(outside, kWrote));
}

}  // namespace gatehouse::prompt
