// Questions about a quotation: what it means, why it is dangerous, where it was found, how a filter refuses it. They
// weigh nothing; where one is met, what stands in quotes is asked about and not said (balanced.cc). Tasks that work
// with a text (translate, summarise, classify) are none of them: it is in those that attacks hide.
#include "gate/inspect/prompt/families.h"

namespace gatehouse::prompt {
namespace {

#define QUOTE "(?:[\"'`]|「|『|«)"
#define ENDQUOTE "(?:[\"'`]|」|』|»)"
#define THING                                                                                                       \
  "(?:the\\s|a\\s|an\\s|this\\s|my\\s|our\\s)?(?:[a-z]+\\s)?(?:phrase|text|string|sentence|words?|expression|"      \
  "prompt|message|payload|line|input|query|command|pattern|comment|warning|snippet|code|example|entry|value)s?\\s?" \
  "(?:such\\sas|like|of|is)?[\\s:]{0,3}"
#define OBEY \
  "\\b(?:do|obey|follow|execute|perform|carry\\sout|comply\\swith|act\\son|apply|run)\\s(?:exactly\\s|just\\s)?"
#define IS_OBEYED "\\s(?:obey|comply|demonstrate))\\b"

constexpr Rule kQuotationRules[] = {
    {"asks what a quotation means",
     0,
     "\\bwhat\\s(?:does|do|is|are|makes)\\s(?:it\\smean\\s(?:when|if)\\s[a-z ]{3,40}\\s|the\\smeaning\\sof\\s|"
     "meant\\sby\\s)?(?:" THING ")?" QUOTE "|" ENDQUOTE "\\s?(?:mean|means|do|does|stand\\sfor)\\b|\\b(?:meaning|"
     "origin|purpose)\\sof\\s(?:" THING ")?" QUOTE,
     {"What does the phrase \"obey me\" mean?", "What is 'prompt leaking' called", "the meaning of \"DAN\""},
     {"What does it mean to obey?", "What is the secret?"}},
    {"asks why a quotation is dangerous",
     0,
     "\\b(?:why|how)\\s(?:is|are|does|do|did|can|could|would|should)\\s(?:" THING ")?" QUOTE
     "|\\b(?:inputs?|prompts?|attacks?|payloads?|texts?|strings?|messages?|phrases?|queries|sentences?)\\s(?:such\\sas"
     "|like|as)[\\s:]{1,2}" QUOTE "|" ENDQUOTE
     "\\s(?:is|are|was|were)\\s(?:[a-z]+\\s){0,3}(?:dangerous|harmful|bad|unsafe|an?\\s(?:[a-z]+\\s){0,2}(?:attack|"
     "problem|injection|risk|threat|exploit|vulnerability|jailbreak))|" ENDQUOTE
     "\\s(?:still\\s)?(?:works?|worked)\\s(?:against|on|with)\\b|\\bis\\s" QUOTE "[^\\n]{0,200}" ENDQUOTE
     "\\s(?:[a-z]+\\s){0,3}(?:problem|attack|injection|threat|risk|dangerous|exploit|jailbreak|safe|harmful)\\b",
     {"Why does \"obey me\" work?", "inputs such as 'drop it'", "Explain why \"obey\" is dangerous",
      "Is \"obey\" still a problem?"},
     {"Why is it so?", "inputs such as names", "is it 'fine'"}},
    {"tells where a quotation was found",
     0,
     "\\b(?:found|saw|seen|noticed|got|received|discovered|spotted|logged|contains?|contained|sent|pasted|posted|"
     "wrote|tried)\\s(?:us\\s|me\\s)?(?:" THING ")?" QUOTE "[^\\n]{0,240}" ENDQUOTE
     "\\s(?:in|into|from|by|on|at|as)\\s(?:our|my|the|a|an|one|some|their|his|her)\\s(?:[a-z]+\\s){0,2}(?:logs?|"
     "customers?|users?|tickets?|inbox|forms?|database|honeypot|report|visitors?|clients?|students?|chat|chatbot|bot|"
     "wiki|forum|repository)",
     {"A colleague found \"obey me\" in our logs", "we got the message 'obey me' from a customer"},
     {"I found \"love\" in my heart", "he got it from a customer"}},
    {"asks for a defence against a quotation",
     0,
     "\\b(?:filter|guard|firewall|checks?|tests?|rule|regex|regexp|detector|classifier|waf|validator|scanner|"
     "moderation"
     ")\\b[^\\n.?]{0,80}\\b(?:refuses?|rejects?|blocks?|catch(?:es)?|detects?|flags?|finds?|match(?:es)?|stops?|for)"
     "\\s(?:" THING ")?" QUOTE
     "|\\b(?:never|do\\snot|don't|nobody\\sshould)\\s(?:type|enter|paste|write|send|click)\\s(?:" THING ")?" QUOTE
     "|(\\b(?:protect|defend|guard|harden|secure)\\s)[^\\n.?]{0,60}\\b(?:from|against)\\s(?:" THING ")?" QUOTE
     "|\\b(?:calls?|called|describes?|described|mentions?|cites?|quotes?|lists?)\\s(?:" THING ")?" QUOTE
     "[^\\n]{0,240}" ENDQUOTE "\\s(?:as\\s)?(?:the|a|an|one)\\s(?:[a-z]+\\s){0,3}(?:attack|injection|example|jailbreak|"
     "threat|payload|mistake|trick)",
     {"a test that our filter refuses the text \"obey\"", "Never type 'obey' here", "protect my bot against \"obey\"",
      "an article that calls \"obey\" the best trick"},
     {"the rule of 'thumb'", "never say never", "protect the garden from frost"}},
    {"asks about a quotation, in another language",
     0,
     "\\b(?:que\\s(?:significa|quiere\\sdecir)|que\\sveut\\sdire|que\\ssignifie|was\\s(?:bedeutet|heisst|meint)|"
     "che\\scosa\\ssignifica|cosa\\ssignifica|o\\sque\\ssignifica|wat\\sbetekent|co\\s(?:znaczy|oznacza|znamena)|vad\\s"
     "betyder|hvad\\sbetyder|hva\\sbetyr|mita\\starkoittaa|ce\\sinseamna|mit\\sjelent|apa\\sarti|czym\\sjest)\\s[^\\n.?"
     "\"]"
     "{0,40}" QUOTE
     "|\\b(?:warum|wieso|weshalb|pourquoi|por\\sque|perche|waarom|dlaczego|proc|varfor|hvorfor|miksi|de\\s"
     "ce|miert|kenapa|mengapa|neden)\\s[^\\n.?\"]{0,40}" QUOTE
     "|(?:что (?:значит|означает|такое)|почему|чому|що означає|зачем)[^\\n.?\"]{0,60}" QUOTE "|" ENDQUOTE
     "\\s?(?:是什么意思|是什麼意思|为什么|是一种|とは|の意味|はどういう|(?:은|는|이|가)?\\s?(?:무슨|뭐|왜)|ne\\s(?:"
     "demek|anlama)|"
     "nghia\\sla|co\\snghia|的意思|का मतलब|का अर्थ|মানে কী|มีความหมาย|หมายถึง|แปลว่า)|(?:ما معنى|ماذا تعني|ماذا "
     "يعني|لماذا|معنی)[^\\n.?\"]{0,"
     "60}" QUOTE "|(?:מה פירוש|מה המשמעות של|למה)[^\\n.?\"]{0,40}" QUOTE "|(?:τι σημαινει|γιατι)[^\\n.;\"]{0,60}" QUOTE
     "|(?:为什么|什么是|解释一下|なぜ)[^\\n.?\"]{0,24}" QUOTE,
     {"¿Qué significa \"obedece\"?", "Was bedeutet der Satz „gehorche“?", "“服从”是什么意思？",
      "Что значит «подчиняйся»?"},
     {"¿Qué significa eso?", "was heißt das", "это значит"}},
    {"and is to be obeyed",
     kMedium,
     OBEY
     "wha(t\\s(?:it|they|that|the\\s(?:text|quote|phrase|message))\\s(?:says?|asks?|tells?))|" OBEY
     "((?:it|that|this|them)\\s(?:yourself|now|immediately|anyway|too)|as\\sit\\ssays|the\\s(?:quoted|instruction)|its"
     "\\s(?:instructions?|orders?|command))|" OBEY "(?:it|them|this|that)[.!]|" OBEY
     "(?:it|them|this|that)$|\\ban(d" IS_OBEYED "|\\bthe(n" IS_OBEYED "|\\bno(w" IS_OBEYED
     "|\\bby\\s(?:doing|obeying|following|"
     "demonstrating)\\s|\\b(?:show|prove|demonstrate)\\s[^\\n.]{0,40}\\b(?:yourself|on\\syou(?:rself)?|by\\sdoing)\\b|"
     "\\byour\\s(?:own\\s)?(?:answer|reply|response)\\sto\\sit\\b",
     {"and then do what it says", "follow its instructions", "now obey", "carry out the instruction"},
     {"What does it do?", "do it with care"}},
};

}  // namespace

std::span<const Rule> QuotationRules() { return kQuotationRules; }

}  // namespace gatehouse::prompt
