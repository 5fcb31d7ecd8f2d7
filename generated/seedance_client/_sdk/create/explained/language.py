# Copied from openapi/companion/_sdk/create/explained/language.py by scripts/regenerate: edit it there.
# pyright: standard
"""Whether a text is English or Chinese and gives reasons for a refusal, in words that this module knows.

A text in another language, or in other words, may say that a task was started. So most words must be known, and each
part of a sentence needs a word that refuses or explains. `work` looks for what speaks of a task.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from .lazy import lazily
from .work import PART, WORD, without_refusals, word_set

_FOREIGN: Final = lazily(r"[^\W\d_a-zA-Z\u3400-\u9fff]")
"""A letter that is neither English nor Chinese: kana, hangul, Cyrillic, letters with accents."""
_NO_TEXT: Final = ("So", "Co", "Cn", "Cs", "Cc")
"""Categories of symbols, private characters and controls."""
_HARMLESS: Final = frozenset(
    "\t\n\v\f\r\u2028\u00a6\u00a9\u00ae\u00b0\u2122\ufffc\u26a0\u26d4\u2716\u2718\u274c\u274e\U0001f6ab\U0001f6d1"
)
"""Blanks, signs of copyright and degrees, and symbols that warn or refuse."""
_CHINESE: Final = lazily(r"[\u3400-\u9fff]")
_REFUSES_ZH: Final = lazily(
    "不(?!要|久|日)|[未无無沒没非超错錯误誤败敗][^来來]?|异常|異常|禁|拒[绝絕]|[过過](?:期|大|小|[长長]|短|多|少|快|高|低|于)|太[长長大小短快多]"
    "|必[须須]|(?:仅|只|請|请)支持|缺|[为為]空|空[白值]|[违違]|敏感|欠|[饱飽]和|繁忙|[拥擁]|限[制流额額频頻]|[上受超有]限|[频頻]繁|用尽|用完|耗尽|[额額]度|[余餘][额額]|[积積]分|充值|[维維][护護]"
    "|封[禁号]|被封|[停暂暫]停|停[用机止服]|[关關][闭閉]|下[线線]|[损損]|[触觸][发發]|最[多少大小高低长長短]|至[多少]|[应應][为為在该該当]|[大小][于於]|之[间間]|原因|提示|[详詳]|校[验驗]|[权權]限|[鉴授][权權]|冲突"
    "|[稍请請][后後]?(?:再|重)[试試]|请(?:先|检查|联系|确认|使用|提供|输入|上传|更换|修改|参考|登录|升级|减少|调整|缩短|传入|勿)"
    "|需(?:要|(?!要))(?![等排约\\d\\s])|refused"
)
_MADE_ZH: Final = lazily("[无無](?:[声聲]音?|音[频頻]|水印)的?(?=[视視影成版])")
"""Describes a video that was made, although it begins with a word that refuses."""
_MEASURE_ZH: Final = lazily(
    r".{0,12}(?:[时時][长長]|[长長宽寬高]度|大小|[边邊][长長]|[宽寬]高比|[帧幀]率|[数數]量|[实實][际際]|分辨率|取值(?:范围)?|[当當]前值)[为為是:]?\s*"
    r"[\d.:x*~到至-]+\s*(?:毫?秒|像素|字符|[字个個张張帧幀]|[kmg]i?b|px|fps)?"
    r"|[当當]前[为為是]?\s*[\d.]+\s*(?:毫?秒|像素|字符|[字个個张張帧幀]|[kmg]i?b|px|fps)",
    re.I,
)
"""A part that only measures something of the request, beside the part that refuses: `视频时长16秒`."""
_REASONS: Final = word_set(
    """
    above abuse adaptive allow array attention authenticate authorize bad below between block break broken busy
    cannot conflict copyright corrupt couldn damage delete demand deny deprecate detect didn disable doesn don
    enable end enough ensure entry equal error exceed exhaust expect expire fail failure false forbid forbidden
    frequent greater hadn harmful hasn haven illegal inactive inappropriate incompatible incomplete inconsistent
    incorrect ineligible insufficient invalid isn issue key larger least less license limit lock longer maintenance
    malformed match max maximum min minimum mismatch miss missing mistake moderate most must need neither never no
    none nope nor not nsfw null only outdated over overdue overload pause per permission permit policy prevent
    problem prohibit protect rate recharge refuse reject require reset restrict retire secure security sensitive
    shorter should shouldn slow smaller sorry stop subscribe subscription support suspend suspicious term than
    throttle tier timeout together too trademark trail truncate unable upgrade valid verify violate violation wasn
    weren without won wrong
    """
)
"""Words that say what is wrong, or what would be right."""
_ADVICE: Final = word_set(
    """
    balance billing check contact cookies cost costs credit credits default docs find funds go information out
    payment plan points price pricing provide purchase quota read remaining retry see top try up use visit
    """
)
"""Words that say what to do or what is left: a reason, unless they speak of the video."""
_ORDERS: Final = word_set("add change crop leave reduce remove scale send set shorten")
"""The same at the beginning of a part."""
_LABELS: Final = word_set(
    """
    abc an and apache aspect byte charset cloud code column content country duration example face field for front got
    height host html http image in input instead int is json line login nginx openresty or parameter pixel post prompt
    ratio reason region request rpm seedance size sk status string text the time total type ubuntu usd used utc value
    width
    """
)
"""Words of a part that is only the name or the value of something."""
_VOCABULARY: Final = (
    _REASONS
    | _ADVICE
    | _ORDERS
    | _LABELS
    | word_set(
        """
    a aac about accept access account acquire across action activate active actual additional address administrator
    after again against age agent ago agree ai all allowlist alpha already also always amount an another any api app
    appear application approve are aren argument ascii ask asset assistance assistant at attach attack attempt
    attribute audio auth author auto available avi avif avoid away ban bandwidth banned base batch be bearer because
    become been before begin believe beyond bill bit black blacklist blank bmp body boolean both boundary box
    browser bucket budget buffer but buy by byteplus cache call can cancel cap capability capacity carry case catch
    cause celebrity center centos certificate chance channel char character charge chat child choice choose chrome
    chunk claude clear click client clip close cloudflare cloudfront cm cmn codec colon column combine come comma
    common community compatible complete comply compress compute concurrency concurrent condition config configure
    confirm connect consume contain context continue control convert cookie correct could count create credential
    cross current custom cut daily dashboard data date day debian decode decrease depend deposit describe
    description deserialize detail dev developer device did different digit dimension direct directory distribute
    distributor dns do doc document doubao double down download due during dynamic each early east edge edit eight
    either element eligible empty encode encounter encrypt endpoint engine enter enterprise entire entity enum equiv
    escape especially eu europe even event every exact example except execute exist experience explicit export
    express extend extension external extra extract face fair fal far fast feature fetch few file finish finite
    first fit five fix flag flash flow follow for force format formed forward found four fps fragment frame free
    frequency friendly from full function fund further future gateway gb gemini general generate geo get gi gif give
    given global gone good google googleapis grant graphic great group gt guide guideline had handle happen has hate
    have head heic hello help here hevc high hit host hour how huge human i identity ids if immediately implement
    improper include increase index inference info initial inner inpaint insert inspect integer integrity
    intellectual internal international internet invoke involve io ip iso isp it item join jpeg jpg just jwt kb keep
    ki kib kind kling know known kyy language large last late latest latin layout lead left length letter level like
    line link linux list live ll load local locate log login long look low lt machine made main maintain make manage
    many map mask may mb me mean measure media medium meet member mention message meta metadata method mi mib
    microsoft midnight might mini minor minute mode model modify money monthly more mov mp mpeg msie much multi
    multipart multiple my name narrow near negative net network new nice nine nofollow noindex nonexistent normal
    north noshade nosniff note nothing notice now nudity number object obtain occur of off offensive offline ogg ok
    once one online open openai operate option org organisation organization origin original other otherwise our
    output outside own padding page paid pair params parent parse part partner party pass password paste patch path
    pattern pay payload pdf percent perform performance perhaps period permanent permitted person personal picture
    place placeholder plain plane platform play please plus png point political poor port portrait positive possible
    potentially power pre premium previous privacy private pro process product profile project proper property
    protocol proxy public publish put px pydantic qpm qps quality query question quote range raw ray re reach real
    receive recent recognize recommend refer reference refresh regard register regulation release remote repeat
    replicate repository resolution resolve respond resume retrieve revoke rgb rgba right risk robots role root
    route rpc rule run runway safe safety same sample satisfy save scene schema scheme scope sdk sec second secret
    section seen segment select self sent separate serif server service session seven several sexual shape share
    shop short show shut side sign signature silent similar simple since single site six size skip small snow so
    sora sound source south space special specific specify speed ssl sso standard start state std step still stopped
    storage store stream strict strong struct style sub subject submit submitted success such suggest suitable sum
    sure surrogate svg switch symbol system table tag take tampered target team temporarily temporary ten tenant
    territory test that their them then there therefore they this those thousand three threshold through tiff time
    tiny title tls to today token tomcat tool tpm trace track traffic transform trial trigger true turn twice two
    ultra undefined under undergo understand union unique unix unmarshal until update upload upper uri url usage
    username usually utc utf uuid validate variable ve vendor veo verification version very via video view viewport
    violence violent volc volcano volcengine wait wallet want warning was wav way we web webm webp website week
    weight well were west what whatever when where whether which while white whitelist whole whose why wide
    widescreen will with within word work world would www xml year yet you your yourself zero zone
    """
    )
)
"""The words that English refusals use."""
_PRODUCT: Final = lazily(
    r"\b(?:video|clip|output)s?\b(?! (?:codec|duration|file|format|length|resolution|size|url))", re.I
)
"""The result, but not a file of the request."""
_SKIPPED: Final = lazily(
    r"(?<!\S)\S*(?:\d|\*{3})\S*|/?(?<![\w-])[\w-]+(?:[./@=:\\][\w-]+)+/?|(?<![A-Z])[A-Z]+(?:[-_][A-Z]+)+|&\w+;"
)
"""Masked keys, paths, names of hosts, and words with digits, which `words` explains."""
_ENDINGS: Final = ("s", "es", "ed", "d", "ing", "ly", "er", "able", "ment", "ation", "ion")
_BEGINNINGS: Final = ("un", "in", "non", "re", "mis", "dis", "pre", "over")


def unexplained_sentence(text: str) -> str:
    """A part of a text that isn't a known sentence of a refusal, or empty."""
    plain = text.isascii() and text.isprintable()
    if not plain and (_FOREIGN.search(text) or any(map(_is_no_text, text))):
        return text.strip()[:60]
    parts = (part.strip() for part in PART.split(without_refusals(text)))
    return next((part[:60] for part in parts if part and not _is_known(part)), "")


def _is_no_text(letter: str) -> bool:
    """Whether a letter may mean anything: U+FFFD of bytes in another encoding, a control, an emoji."""
    return unicodedata.category(letter) in _NO_TEXT and letter not in _HARMLESS


def _is_known(part: str) -> bool:
    """Whether the words of a part are known, and one of them gives a reason; a single word is a name or a value."""
    words = [word.lower() for word in WORD.findall(_SKIPPED.sub(" ", part)) if len(word) > 1]
    unknown = sum(not _is_english(word) for word in words)
    if unknown > (len(words) >= 6):
        return False
    if len(_CHINESE.findall(part)) >= 2:
        return (_REFUSES_ZH.search(_MADE_ZH.sub("", part)) or _MEASURE_ZH.fullmatch(part)) is not None
    if any(map(_is_reason, words)) or not any(_LABELS.isdisjoint(_stems(word)) for word in words):
        return True
    advises = not _ADVICE.isdisjoint(words) or not _ORDERS.isdisjoint(words[:2])
    return (advises or len(words) < 2) and not _PRODUCT.search(part)


def _is_english(word: str) -> bool:
    return not _VOCABULARY.isdisjoint(_stems(word))


def _is_reason(word: str) -> bool:
    """Whether a word gives a reason, as such or as the opposite of another one."""
    opposite = word.removeprefix("un")
    return not _REASONS.isdisjoint(_stems(word)) or (word != opposite and len(opposite) > 3 and _is_english(opposite))


@lru_cache(maxsize=4096)
def _stems(word: str) -> frozenset[str]:
    """The word, and what remains of it without its endings and beginnings."""
    stems = {word, *(word.removesuffix(ending) for ending in _ENDINGS)}
    stems |= {stem.removeprefix(beginning) for stem in stems for beginning in _BEGINNINGS}
    if word.endswith(("ies", "ied")):
        stems.add(word[:-3] + "y")
    return frozenset(stems).union(f"{stem}e" for stem in stems)
