"""Sentences of an answer that speak of a task: that it was started, queued, paid or lost, or that it exists."""

from __future__ import annotations

import re
from typing import Final

from ..ids import TASK_NOUNS
from .lazy import lazily

__all__ = ["CHINESE_NOUN", "NOUN", "claim_in"]

NOUN: Final = (
    rf"(?:{TASK_NOUNS}|order|render|workflow|run|ticket|transaction|reference|tracking"
    r"|invoice|receipt|creation|project|request|submission)"
)
CHINESE_NOUN: Final = r"(?:任务|订单|作业|视频|生成|创作|工单|流水|提交|业务|交易|项目)"
_STARTED: Final = lazily(
    rf"(?<!no )(?<!any )\b{NOUN}\b(?:[\s:#'\"`<(]{{1,4}}(?!(?:not|never|no|can|could|to)\b)"
    rf"[\w-]{{1,80}}[>)'\"`]{{0,2}}){{0,4}}?\s"
    r"(?:is|was|has been|were|got|has)\s(?:already |now |successfully |being |been )*"
    r"(?:started|created|submitted|queued|accepted|running|processing|processed|scheduled|registered|billed|charged"
    r"|in (?:the )?queue)\b"
    r"|\bsuccessfully (?:started|created|submitted|queued|accepted)|\b(?:started|created|submitted|queued) successfully"
    rf"|^\W*(?:submitted|queued|accepted|created|started)(?:\W+as)?\s*[:#]|\balready (?:running|queued|submitted"
    rf"|charged)"
    rf"|\b{NOUN}\s(?:[\w-]{{1,80}}\s)?(?:started|submitted|queued)\b(?!\s(?:too|by|from)\b)"
    r"|(?<!not )(?<!not been )(?<!never )(?<!be )\b(?:charged|deducted|billed)\s(?:you\s)?\d"
    r"|(?<!尚)(?<!未)(?:已|正在)(?:经|被)?(?:成功)?(?:提交|创建|启动|开始|受理|接收|接受|排队|入队|生成|扣费|扣除|执行|处理)"
    r"|(?:提交|创建|受理|启动|下单|扣费)成功",
    re.I,
)
"""Says that something was started or charged, without "not"."""
_TIMED_OUT: Final = lazily(
    r"(?:upstream|gateway|backend|proxy|waiting|origin|rpc|response|request|server|task|job|context)"
    r"(?:[\s_-]+[a-z]+){0,3}[\s_-]*(?:timed[\s_-]?out|time-?out|deadline exceeded)"
    r"|(?:timed[\s_-]?out|time-?out)(?:[\s_-]+[a-z]+){0,2}[\s_-]+(?:waiting|upstream|gateway|backend|origin)"
    r"|^\W*(?:(?:gateway|request|upstream|response|task)?[\s_.-]*(?:timed?[\s_-]?out)|deadline[\s_]?exceeded)\W*$"
    r"|(?:上游|网关|等待|请求|响应|处理)\w{0,4}超时|already (?:running|in progress|being processed)",
    re.I,
)
"""A time-out behind the gateway, which doesn't say whether the task runs; a download's is only a reason."""
_LOST: Final = lazily(
    r"\btime[ds]?[\s_-]?out\b(?!\s(?:while |when )?(?:fetch|download|load|read(?:ing)? the|access))"
    r"|\w(?:timeout|timedout)(?:error|exception)?\b|(?-i:[A-Z]\w*Timeout|Timeout(?:Error|Exception))"
    r"|\btimeout (?:of|awaiting|exceeded|error|after)\b|\bsocket hang ?up|\bunexpected eof"
    r"|\bconnection (?:was |has been )?(?:reset|aborted|lost|closed)|remote ?(?:end )?disconnected"
    r"|(?<!下载)(?<!获取)超时",
    re.I,
)
"""The gateway lost its own request, which doesn't say whether the task runs."""
_BEGUN: Final = lazily(
    rf"\b{NOUN} (?:created|accepted|exists|already exists|in progress)\b|\bcreated (?:a |the |your )?{NOUN}\b"
    rf"|\b(?:is|are|being) (?:now )?(?:generated|generating)\b|\bduplicate (?:request|{NOUN})|\bidentical {NOUN}"
    r"|\b(?:added to|placed in(?:to)?|put in(?:to)?|is in|now in) (?:the |our |a )?queue\b|\bqueued (?:your|the)\b"
    r"|(?<!not )(?<!never )\bbeen (?:charged|deducted|billed)\b|\byou were (?:charged|billed)\b"
    rf"|\b{NOUN} succeeded\b|(?:生成|处理|排队|进行|运行|执行)中|已存在|已收到|已扣|重复提交"
    r"|正在(?!(?:停机|系统|例行)?维护中?(?:\W|$))|(?<!需)(?<!需要)(?:消耗|扣除|扣[减減费費]|花[费費])\s?\d",
    re.I,
)
"""Says that something runs, or that it was paid for."""
_UNSEEN: Final = lazily(
    r"\b(?:empty|no|invalid|unexpected|malformed|bad|unknown|missing|lost|read(?:ing)?|pars(?:e|ing)|decod(?:e|ing)"
    r"|unmarshal|receive|return(?:ed)?)(?: [a-z]+){0,4} (?:response|reply|answer)\b(?!_| format| modalit| type| status)"
    r"|\b(?:response|reply|answer) (?:is|was|has|had)\b"
    r"|\bupstream (?:has )?(?:returned|sent|gave) (?!.{0,30}\b[45]\d\d\b)"
    r"|\b(?:status(?: code)?|returned|upstream:?)[ :=]{1,3}20\d\b"
    r"|\b(?:task|job)[ _]?ids? (?:is |was )?(?:empty|null|blank|missing|absent)|\bno (?:task|job)[ _]?id\b"
    r"|\b(?:save|saving|stor|persist|insert|record|return|notify|query|get|poll)\w*"
    r"(?: (?:to|the|your|its|a|into|from|back|new)){0,3} (?:tasks?|jobs?|results?|orders?|id|database|db)\b"
    r"|\b(?:context|request|operation|call) (?:was |has been )?(?:cancel+ed|aborted|interrupted)"
    r"|\b(?:client|stream|peer) (?:was |has )?(?:disconnected|closed|reset)|\bafter (?:sending|submit\w*)"
    r"|上游(?:返回|[响響][应應])(?!.{0,20}(?<!\d)[45]\d\d(?!\d))"
    r"|解析(?:返回|[响響][应應])|(?:返回|[响響][应應])(?:内容|数据|结果|体)?(?:解析|[为為]空)"
    r"|任[务務]\s?(?:id|编?号)?\s?[为為]空|(?:保存|存[储儲]|[写寫]入|查[询詢]|[获獲]取|更新)\S{0,3}(?:任[务務]|结果|結果|订单|訂單|数据库)",
    re.I,
)
"""The gateway didn't see or keep the answer of the service behind it, so that may have started the task."""
_EXISTS: Final = lazily(
    r"\bwait (?:for|while|until) (?:the|your|its) (?:results?|videos?|output|render\w*)"
    r"|\b(?:under|pending|awaiting|in) review\b|(?<!at )\bposition:? (?:is )?\d"
    r"|\b(?:check|get|fetch|retrieve|query)(?: the| your| its| task)* (?:results?|output)\b"
    r"|\b(?:do not|don't|must not|need not|needn't|no need to)"
    r" (?:retry|resubmit|repeat|(?:submit|send|create|try)\b.{0,16}\b(?:again|another))"
    r"|^\W*no (?:errors?|problems?|issues?)\b|\b(?:ready|finished|done) (?:soon|shortly|in)\b"
    r"|\b(?:task|job|prediction) (?:status|not found)"
    rf"|\b(?:{NOUN}|rendering) (?:has |was |has been |is )?(?:failed|expired|rejected|cancel+ed|aborted|pending)\W*$"
    r"|\d (?:credits?|points?) (?:(?:was|were|has|have|been) ){0,2}(?:consumed|used|spent|deducted|charged|debited)"
    r"|等待(?:[结結]果|任[务務]|[视視][频頻])|任[务務]不存在|^\W*(?:任[务務]|[视視][频頻]|生成|渲染|[执執]行|[处處]理)+(?:已?取消|[过過]期|失[败敗])\W*$",
    re.I,
)
"""Waits for a task, looks it up, says that it failed or was paid: it exists."""
_WENT_ON: Final = lazily(
    r"\busing (?:the )?(?:\S{1,20} )?(?:instead|default)\b"
    r"|\b(?:clamped|defaulted|rounded|adjusted|falling back|fell back) to\b"
    r"|\bdefault (?:\S{1,20} )?(?:was |is |were )?(?:used|applied)\b"
    r"|[,;.] ?(?:now |still )?(?:processing|rendering|running)\W*$"
    r"|\b(?:check|query|poll|fetch|get|retrieve|download) (?:the |your |its |this )?"
    r"(?:video|status|progress|task|job|order)\b(?:(?!try)[^.]){0,20}\b(?:later|soon|shortly|afterwards)\b"
    r"|\breturning (?:the |your )?(?:previous|existing|cached|original|first|same)\b|^\W*duplicated?\s*(?:[,.;:]|$)"
    r"|\b(?:goes|go|going|continues?|carries|carry) on\b|\b(?:anyway|regardless|nevertheless|nonetheless)\b"
    r"|已(?:自动)?(?:改用|调整|截断)|(?:将|会)(?:使用默认|继续)|仍(?:然|会|在)|继续(?:处理|生成|执行)",
    re.I,
)
"""Goes on with a changed request, or with an earlier one."""
_PRODUCT: Final = r"(?:your |the )?(?:new |finished )?(?:video|clip|result|output)s?"
_CHANGED: Final = lazily(
    r"\b(?:was|were|has been|have been) (?:automatically )?"
    r"(?:set|cut|changed|reduced|shortened|resized|converted|trimmed|replaced) to\b"
    r"|\b(?:was|were) (?:used|taken|ignored|dropped|skipped|applied|kept)\b|\band (?:was|were|has been) removed\b"
    r"|\bwe (?:chose|used|took|picked|kept|ignored|have your)\b|\bbalance (?:is )?now\b|\bnew balance\b"
    r"|\byou are (?:number|no\b|#|next)|\b(?:retry(?:ing)?|repeating) (?:is |was )?not (?:needed|required|necessary)"
    r"|^\W*not again\b"
    r"|已用(?![完尽盡]|[额額]度)|勿[再重][复複试試新提]|无需重[复複试試]|任[务務](?:列表|进度|進度)|查看(?:视频|視頻|任[务務]|进度|進度|[结結]果)",
    re.I,
)
"""The request was changed and taken, or paid for, or must not be repeated."""
_POINTED: Final = lazily(
    r"(?:^|[.!?;,:]\s{0,2})(?:(?:please|you can|you may|then|and|or) ){0,3}"
    r"(?:find|see|view|check|watch|download|get|fetch|collect|look at|visit|use|go to|open)\b[^.!?;]{0,40}\b"
    rf"{_PRODUCT}\W*(?:$|(?=[.!?;])|\b(?:in|at|on|there|when|later|soon|from)\b)"
    rf"|\b{_PRODUCT} (?:can|may) be (?:found|seen|downloaded|fetched|collected)\b",
    re.I,
)
"""Says where the new video is."""
_TAKEN: Final = lazily(
    r"(?:^|[.!?;,:]\s{0,2})(?:(?:your|the|we|it|is|are|was|has|have|been|now|a|all|request|video|job|task"
    r"|order|clip|payment) ){0,5}"
    r"(?:received|approved|confirmed|sent|done|working|generating|rendering|reserved|booked|placed|got it|coming soon"
    r"|up next|in production|under moderation|hold(?: on)?|please hold|one moment(?: please)?)\W*(?:$|(?=[.!?;,]))",
    re.I,
)
"""A short statement that something goes on."""
_COUNTED_TASK: Final = lazily(
    rf"(?:\b(?:task|job|order|ticket|transaction|prediction|operation|workflow|run)|{CHINESE_NOUN}(?:编?号|id)?|编号|单号)"
    r"[\s#:=_-]{1,3}(?:(?:id|no|number|nr)\b[.\s:=#]{0,3})?\d",
    re.I,
)
"""A task and its number, however small."""


_LEFT: Final = lazily(
    r"(?=.*(?:balance|credit|point|quota|left|remain|[余餘][额額]|剩|[积積]分|[额額]度|点|點))"
    r"(?=.*(?<![-\d.])[\d.,]*[1-9])"
    r"(?:\b(?:you|your|have|has|the|an?|my|account|current|currently|remaining|remains?|available|new|total|balance"
    r"|credits?|points?|quota|tokens?|left|is|are|now|of|in|with|usdt?|cny|rmb|videos?|tasks?|requests?|times|today|daily|still)\b"
    r"|[当當]前|[账賬帳][户戶号號]|您?的|可用|[余餘][额額]|剩[余餘]|[积積]分|[额額]度|点数?|點數?|[为為是有元个個次数數日今天还還剩]|[\d\s:=,.!$¥€()])+",
    re.I | re.DOTALL,
)
"""Only says how much is left, as after a payment; an empty account is a reason."""
_SILENT: Final = lazily(
    r"[,;.] ?(?:(?:the|your|an?|as|made) ){0,2}(?:(?:silent|muted?|soundless) (?:video|clip|film|output|result)"
    r"|(?:video|clip|film|output|result) (?:is |will be |was )?"
    r"(?:silent|muted?|soundless|without (?:sound|audio)))\W*$",
    re.I,
)
"""Goes on without the sound that it refuses."""

_NO_FAULT: Final = lazily(
    r"\b(?:error|fault|failure)s?(?: ?code)?\s?[:=]?\s?(?:none|null|nil|0+)\W*$|\bcode\s?[:=]\s?0+\W*$"
    r"|(?<![\d.])0 (?:errors?|faults?|failures?)\b|[无無](?:[误誤]|错误|錯誤)|[没沒]有?(?:错误|錯誤|问题|問題)"
    r"|(?:错误|錯誤)\s?[:为為]?\s?[无無]\W*$"
    r"|\bnext time\b|^\W*(?:warning|note|notice)\b|^\W*(?:thanks|thank you|see you|paid)(?: \w+)?\W*$"
    r"|不用[担擔]心|[无無]需操作",
    re.I,
)
"""Says that nothing is wrong, or only warns."""
_UNFINISHED: Final = lazily(
    r"\bnot (?:yet )?(?:finished|ready|done|complete)\b(?! (?:for|to))"
    r"|[未没沒](?:有)?(?:完成|就[绪緒]|[准準][备備]好)"
    r"|[暂暫](?:[无無]|未有?)(?:[结結]果|[视視][频頻])"
    r"|\b(?:check|come) back\b|\bcheck again\b|\b(?:query|poll) again\b"
    r"|\b(?:retry|repeat) the (?:query|poll)|\bget it later"
    r"|^\W*(?:please )?(?:wait|allow \d+ \w+)\W*$|[请請]?勿(?:[关關][闭閉]|刷新)",
    re.I,
)
"""Speaks of a result that will come."""
_BESIDE_IT: Final = lazily(
    r"\b(?:webhook|callback|notification|e-?mail|sms|watermark|thumbnail|refund)\b[^.;,]{0,20}"
    r"\b(?:failed|not be (?:called|sent|delivered|reached|added|made)|not (?:sent|delivered|called|added))"
    r"|(?:回[调調]|通知|推送|封面|水印|[缩縮][略图圖]{1,2}|退款|音[频頻](?:生成|合成)|配[乐樂音])[^,.;]{0,4}失[败敗]"
    r"|本次(?:使用|消耗|扣)|\d ?(?:->|=>|\u2192) ?\d|\b(?:we )?made \d|\d ?[-+] ?\d+ ?= ?\d"
    r"|(?:^|[,;:] ?)\W*(?:an? )?\d+(?:\.\d+)? ?(?:p|k|s|secs?|seconds?) (?:video|clip|film|output|result)\W*$",
    re.I,
)
"""Something beside the video failed, or the video is another one."""


def claim_in(text: str) -> str:
    """The words that speak of a task, or empty."""
    spaced = text.replace("_", " ").replace("-", " ")
    told = [claim.search(text) for claim in (_STARTED, _BEGUN, _TIMED_OUT, _LOST, _COUNTED_TASK, _WENT_ON, _CHANGED)]
    told += [claim.search(spaced) for claim in (_UNSEEN, _EXISTS, _POINTED, _TAKEN, _SILENT, _NO_FAULT, _UNFINISHED)]
    told += [_LEFT.fullmatch(text), _BESIDE_IT.search(text)]
    return next((found[0].strip() for found in told if found), "")
