"""Whether each statement in a refusal's text gives a reason, in words that this module knows.

`answers.claims` finds claims in English and Chinese. Any other text may say that a task was started, so it isn't
explained. There is no list of sentences: two groups of stems decide, words that give a reason and words that stand
beside one. Where a word is in none of them, the refusal counts as maybe billed, which is always safe for a budget.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_REASONS: Final = """
    above abus access adaptive allow array attack auth authent authentication authoriz bad balanc ban banned below
    between bill blacklisted blank block broke broken busy cannot capacity charge check clos cloudfront confl
    conflict contact copyright correct corrupt cost credit cut damag decrease default delet demand deny deprec
    deprecated detect different disab disable disabled docs empty end entr equal error exceed exception exhaust
    exist expect expir fail failure fair find flag forbid forbidden found fund go great harm harmful hate illegal
    inappropriate incompatible inconsistent insufficient invalid issue key lack large least less licens limit lock
    long mainten maintenance malform match max maximum min minimum mismatch miss mistak moderation most must need
    negative neither never no none nonexistent nope nor not nothing nsfw nudity null offensive offline only out
    outdated outside over overdu overload paus pay per permiss permit permitted plan please polic political position
    prevent price problem prohib prohibited protect provide purchas quota rate reached read reason recharge refund
    refus reject remov requir reset restrict restriction retir retry safe safety secur see sensitive sexual short
    should small sorry stop stopped subscri subscribe support suspend suspici suspicious tampered terms than throttl
    tier time timeout too top total trademark trail trial trunc truncated try unauthenticated unavail unknown
    unlimited upgrad use verification violat violation violence violent visit whitelisted without wrong
"""
"""Words that say what is wrong, what would be right, or what to do."""
_FILLERS: Final = """
    surrogate a aac about accept account acquire across action activ activate actual addition additional address admin
    administrat after again against age agent ago agree ai all allowlist alpha already also always am amount an and
    another answer any apache api app appear applic approve are aren argument as ascii ask aspect asset assistance
    assistant at attach attempt attent attention attribute audio authenticate auto avail avi avif avoid away back
    bandwidth base batch be bearer because becom been before begin being believe beyond bit bmp body boolean both
    boundary box break browser bucket budget buffer but buy by byteplus bytes cache call can cancel cap capability
    carry case catch cause center centos certificate chance change channel char charact charset chat child choice
    choose chrome chunk claude clear click client clip cloud cloudflare code codec collect colum column combination
    comma comment common community compatible completed completion comply compress comput concurr concurrency
    concurrent condit condition config configur confirm connect connection console consumed contain content context
    continue control convert cookie cookies copy could couldn count countr creat creation credential crop cross
    current custom daily dashboard dat data databas day debian decod defin delay depend descri describe description
    deserial deserialize detail dev developer device did didn differ digit dimens director discontinue display
    distribut dns do document does doesn domain don doubao doubl down download due duplicate durat during dynamic
    each early edge edit effect either element eligible else email enable encod encount encrypt endpoint engin enough
    ensur enter enterpris entire entit enum escape especially europe even event every exact exampl except execut
    execution experi experience explicit export expression extens extern external extra extract face false fast
    featur fetch few field file fill final finish first fit five fix flash float flow follow for force form format
    forward four fps fragment frame free frequen frequency frequent friend from front full function further gateway
    gb gemini general generat generation get gif give given global good google got grant group guid guidelin had
    hadn handl happen has hasn have haven he header heic height hello help here hevc hi high his hit hold host hour
    how html https huge human i id idea ident identifier ids if imag immedi immediately implement in inact includ
    incorrect increas index infer inference info inform initial inner inpaint input insert instead instruct insuffic
    integer integr intellectual interact intern internal international internet into invok involve ip is isn iso it
    item its itself join jpeg jpg json just jwt kb keep kib kind kling know languag last later latest layout leave
    left length let letter level lik lin link linux list liv ll load local locate log login look loop low machin
    made main maintain make manag many map mask mat may mb me mean measure media medium meet member mention messag
    meta metadata method mi mib microsoft middl midnight might mime minut model moderate modify moment money month
    more mov mp mpeg ms msie much multi multipart multipl my name narrow natur near network new next nginx nine
    normal notic now number object obtain occur of off ogg ok on once one onlin onto open openai openresty operat
    operation option or order org organ organization origin original other otherwise our output overall owner
    padding page paid pair param paramet parent pars part partner pass password past patch path pattern payload
    pending percent perform performance perhaps period permanent person personal pictur pixels place placeholder
    plain platform play plug plus png point poor port portrait positive possibl post potential power pre prefix
    premium present previous privacy privat pro process product profile project prompt proper propert protocol proxy
    public publish put px pydantic qpm qps qualit quality query question quick quot rang ratio raw ray re real
    receive recent recogniz recommend record redirect reduce refer reference refresh region regist regular
    regulation relat releas remain remot render renew repeat replac replicate report repository represent request
    resolut resolution resolv resourc respons restor result retrieve return revis revoke rgb rgba right risk role
    root rout rpc rpm rul run runway safari same sampl satisf sav scale scen schema scheme scope script sdk search
    second secret section seedance seem seen segment select self send sent separ separate sequenc server servic
    session set several shap share shop shorten shouldn show sid sign signatur silent similar simpl since singl sit
    six siz slow so software some soon sora sound sourc south spac special specif specific speed ssl standard start
    statement status step still stor storage stream strict string strong struct style sub subject submit submitted
    subscription success such suggest suitabl suitable sum suppli sure svg switch symbol syntax system tabl tag take
    target task team temporar temporarily ten tenant territor test text thank that their them then there therefore
    these thing this those thousand three threshold through tiff tiny titl tls to today together token tomcat tool
    tpm trace track traffic transf transform tri trigger true turn twice two type ubuntu unable under undergo
    understand unexpect union uniq unique unit unix unmarshal until up updat upload upon upper upstream uri url us
    usag usd user username using usual utc utf utiliz uuid valid validate valu variable ve vendor veo verif version
    via video view volc volcano volcengine wait wallet wan want warn was wasn wav way we web webm webp websit week
    weight well were weren what whatever when where whether which while white who whol why wid widescreen width will
    windows with within won word work world would wouldn writ xml year yet you your yourself zero zone
"""
"""Words that refusals use beside a reason."""
_ORDERS: Final = re.compile("add|change|choose|crop|give|leave|make|name|reduce|remove|scale|send|set|shorten|specify")
_TOLD: Final = {
    name: frozenset(words.split())
    for name, words in {
        "negation": "not no never cannot couldn didn doesn isn wasn failed fail invalid unable wrong missing error "
        "must should expected nor without",
        "progress": "received approved confirmed sent done working generating rendering reserved booked placed coming "
        "next production hold moment",
        "owner": "we your you order",
        "passive": "was were been we now",
        "change": "set cut changed shortened resized converted trimmed replaced used taken ignored dropped skipped "
        "applied kept chose took picked balance ours",
        "pointer": "find found see view watch download get fetch collect look visit check open",
        "product": "video videos clip clips result results output outputs",
        "part": "url urls file files format size length duration codec resolution documentation docs",
    }.items()
}
"""Words that together say that a request was taken or changed, or where its video is. A part: of the request."""
_ENDING: Final = re.compile(
    r"(?<=[a-z]{3})(?:[aei]?tions?|ions?|ments?|ings?|ie[sd]|[eo]rs?|e[ds]|ly|[ai]ble|ity|[yesd])$"
)
_OPPOSITE: Final = re.compile("(?:un|i[nlmr]|non|mis|dis)(?=[a-z]{3})")
_PARTICLE: Final = re.compile("(?:over|pre|re)(?=[a-z]{4})")

_NO_WORDS: Final = re.compile(r"\d|\*{3}|&\w+;|(?:^|\w)[./@=:\\]\w|^[^a-z]*[A-Z][-_][A-Z][^a-z]*$")
_PIECE: Final = re.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SHORTEST_STATEMENT: Final = 4
"""English words of a statement that needs a reason; a shorter one is a title, as "400 Bad Request"."""
_ENOUGH_FOR_A_NAME: Final = 6
"""Words among which one may be unknown: the name of a firm or a product."""

# Words in which a character that refuses means something else.
_HARMLESS_ZH: Final = re.compile(
    "不[要久日]|无需|[无無](?:[声聲]音?|音[频頻]|水印)的?(?=[视視影成版])|勿[再重]|[未没沒][来來]|[过過]程"
)
_REASON_ZH: Final = re.compile(
    "[不未无無没沒非禁拒缺欠空错錯误誤败敗违違损損满滿超限勿]|[过過太][期大小多少高低快短长長于]|异常|異常|敏感|繁忙|拥|擁|饱和|飽和|频繁|頻繁"
    "|耗尽|用尽|用完|[额額]度|余[额額]|餘[额額]|[积積]分|充值|[维維][护護]|[关關][闭閉]|下[线線]|[停暂暫被][停用机止服封]|封号"
    "|[仅只请請]支持|[必][须須]|[应應](?:[为為在该該当])|[大小][于於]|[最至][大小多少高低长長短]|之[间間]|原因|提示|[详詳]|校[验驗]"
    "|[权權]限|[鉴授][权權]|冲突|触发|觸發|[请請](?:先|[检檢]查|[联聯]系|[确確][认認]|使用|提供|[输輸]入|上[传傳]|更[换換]|修改|参考|登[录錄]"
    "|升[级級]|减少|[调調]整|缩短|传入)|[后後请請]?[再重][试試]|需(?:(?!要)|要)(?![等排约\\d\\s])"
)
_GOES_ON_ZH: Final = re.compile("已用(?![完尽盡额額])|任[务務](?:列表|[进進]度)|查看|勿[再重]|无需重")
_MEASURES_ZH: Final = frozenset(
    "时時长長宽寬高度大小帧幀率比边邊数數量实實际際取值范围範圍到至分辨当當前是为為毫秒像素字符个個张張的视視频頻图圖片音第参參考总總"
)
"""Characters of a statement that only measures the request, beside one that refuses."""

# Controls, and U+FFFD for bytes in another encoding.
_UNREADABLE: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
_REFUSING_SIGNS: Final = "¦©®°™\u26a0\u26d4\u2716\u2718\u274c\u274e\U0001f6ab\U0001f6d1"


def foreign_phrase(text: str) -> str:
    """The first statement that gives no reason in known words, or empty.

    Args:
        text: of an answer, without links, ids of logs, and what it repeats of the request.
    """
    if any(letter.isalpha() and not letter.isascii() and not _is_han(letter) for letter in text):
        return text.strip()[:60]
    if _UNREADABLE.search(text) or any(map(_is_symbol, text)):
        return text.strip()[:60]
    return next((statement[:60] for statement in _statements(text) if not _gives_a_reason(statement)), "")


def _is_symbol(letter: str) -> bool:
    """Whether a letter is an emoji or another sign that doesn't refuse, or has no meaning in Unicode."""
    return letter not in _REFUSING_SIGNS and unicodedata.category(letter) in ("Cn", "Co", "Cs", "So")


def _is_han(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff"


def _statements(text: str) -> Iterator[str]:
    """The parts between marks, also at "but", and between Chinese words; a comma before "not" is inside one."""
    marked = re.sub(r"[.!?](?!\S)|[][(){}|;:\u3000-\u303f\u2013\u2014\u2026]|,(?! ?not\b)|\bbut\b", "\n", text)
    marked = re.sub(r"(?<=[\u3400-\u9fff])\s(?=[\u3400-\u9fff])", "\n", marked)
    return (part.strip() for part in marked.split("\n") if part.strip())


def _gives_a_reason(statement: str) -> bool:
    words = _words(statement)
    if _speaks_of_progress(words):
        return False
    strange = [word for word in words if not _is_known(word)]
    if len(strange) > (len(words) >= _ENOUGH_FOR_A_NAME):
        return False
    if any(map(_is_han, statement[1:])):
        if _GOES_ON_ZH.search(statement):
            return False
        plain = _HARMLESS_ZH.sub("", statement)
        return _REASON_ZH.search(plain) is not None or _only_measures(plain)
    return len(words) < _SHORTEST_STATEMENT or "n't" in statement or _orders(words) or any(map(_is_reason, words))


def _speaks_of_progress(words: list[str]) -> bool:
    """Whether a statement without a negation says that the request was taken, was changed, or where its video is."""
    said = set(words)
    has = {name: not said.isdisjoint(told) for name, told in _TOLD.items()}
    if has["negation"]:
        return False
    moves = has["progress"] or {"got", "it"} <= said or {"under", "moderation"} <= said
    if moves and (len(words) < _SHORTEST_STATEMENT or has["owner"]):
        return True
    return (has["passive"] and has["change"]) or (has["pointer"] and has["product"] and not has["part"])


def _orders(words: list[str]) -> bool:
    first = words[1] if words[0] == "or" else words[0]
    return _ORDERS.fullmatch(first) is not None


def _only_measures(statement: str) -> bool:
    measured = any(letter.isdigit() for letter in statement)
    return measured and _MEASURES_ZH.issuperset(letter for letter in statement if _is_han(letter))


def _words(statement: str) -> list[str]:
    """The English words, also of a name like `task_id`, without addresses, constants and words with digits."""
    plain = (token for token in statement.split() if not _NO_WORDS.search(token))
    words = (word for token in plain for word in _PIECE.findall(token))
    return [word.lower() for word in words if len(word) > 1]


def _stem(word: str) -> str:
    while (shorter := _ENDING.sub("", word)) != word:
        word = shorter
    return word


_REASON_STEMS: Final = frozenset(map(_stem, _REASONS.split()))
_STEMS: Final = _REASON_STEMS.union(map(_stem, _FILLERS.split()))


@lru_cache(4096)
def _is_known(word: str) -> bool:
    stems = {_stem(word), _stem(_OPPOSITE.sub("", word)), _stem(_PARTICLE.sub("", word))}
    return not _STEMS.isdisjoint(stems)


@lru_cache(4096)
def _is_reason(word: str) -> bool:
    """Whether a word gives a reason, or is the opposite of a known one."""
    opposite = _OPPOSITE.sub("", word)
    return _stem(word) in _REASON_STEMS or (opposite != word and _stem(opposite) in _STEMS)
