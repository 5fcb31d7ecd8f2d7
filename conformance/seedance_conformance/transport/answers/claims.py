"""What a text of a refusal claims: that something was started or charged, that it runs, or that an answer was lost.

Each of them makes a refusal doubtful. `answers.plain_words` explains the rest of the text.
"""

import re
from typing import Final

THING: Final = (
    "(?:task|job|video|generation|prediction|operation|order|render|workflow|ticket|transaction|submission|creation|run"
    "|project|request|reference|tracking|invoice|receipt)"
)
THING_ZH: Final = "(?:任务|作业|订单|视频|工单|流水|提交|交易|业务|项目|生成)"
_DONE: Final = (
    "(?:started|created|submitted|queued|accepted|running|processed|processing|scheduled|registered|charged|billed"
    "|in (?:the )?queue)"
)


def _one_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.I)


# A connection that was lost, or a time limit.
_GONE: Final = (
    r"\b(?:read|connect|operation|socket|client|request|the) ?time[ds]? ?out"
    r"|\btimed out\b(?! (?:while|when|fetch|load|down))"
    r"|\btime ?out (?:of|awaiting|exceeded|after|error)|\w(?:timeout|timedout)(?:error|exception)?\b"
    r"|\btimeout(?:error|exception)\b"
    r"|\bhang ?up\b|\beof\b|\bconnection (?:was |has been )?(?:reset|lost|closed|aborted)|disconnected"
    r"|(?<!下载)(?<!获取)超时"
)
_CLAIMS: Final = _one_of(
    _GONE,
    # something was started, queued or charged
    rf"(?<!no )(?<!any )\b{THING}\b(?: (?!(?:not|never|no|can|could|to)\b)[^ .;]{{1,80}}){{0,4}}?"
    rf" (?:is|was|were|has|got) (?:(?:already|now|been|being|successfully) )*{_DONE}\b"
    rf"|\bsuccessfully {_DONE}|\b(?:started|created|submitted|queued) successfully"
    rf"|\balready (?:submitted|charged|queued|running|in progress|being processed)"
    rf"|\b{THING} (?:[^ .;]{{1,80}} )?(?:started|submitted|queued)\b(?! (?:too|by|from)\b)"
    rf"|^\W{{0,3}}(?:submitted|queued|accepted|created|started)(?: as)? ?[:#]"
    r"|(?<!not )(?<!not been )(?<!never )(?<!be )\b(?:charged|deducted|billed) (?:you )?\d"
    "|(?<![未尚])(?:已|正在)(?:经|被)?(?:成功)?(?:提交|创建|启动|开始|受理|接受|接收|排队|入队|生成|扣费|扣除|执行|处理)"
    "|(?:提交|创建|启动|受理|下单|扣费)成功",
    # it runs, exists already, or was billed
    rf"\b{THING} (?:created|accepted|(?:already )?exists|in progress|succeeded)\b"
    rf"|\bcreated (?:(?:a|the|your) )?{THING}\b"
    rf"|\b(?:is|are|being) (?:now )?(?:generated|generating)\b|\b(?:duplicate|identical) {THING}"
    r"|\b(?:added to|(?:placed|put) in(?:to)?|(?:is|now) in) (?:(?:the|our|a) )?queue\b|\bqueued (?:your|the)\b"
    r"|(?<!not )(?<!never )\bbeen (?:billed|charged|deducted)\b|\byou were (?:billed|charged)\b"
    r"|(?:处理|生成|进行|排队|执行|运行)中|已(?:存在|收到|扣)|重复提交"
    r"|正在(?!(?:停机|系统|例行)?维护中?(?:\W|$))|(?<!需)(?<!需要)(?:扣[除减減费費]|消耗|花[费費]) ?\d",
    # a task with a number
    rf"(?:\b(?:task|job|order|ticket|transaction|prediction|operation|workflow|run)|{THING_ZH}(?:编?号|id)?|编号|单号)"
    r"[ #:=-]{1,3}(?:(?:id|no|number|nr)\b[. :=#]{0,3})?\d",
    # the request was changed and goes on, or an earlier one is answered
    r"\b(?:adjusted|clamped|defaulted|fell back|falling back|rounded) to\b"
    r"|\busing (?:the |a )?(?:default|\S+ instead|instead)"
    r"|\bdefault\b(?: \S+)?(?: is| was| were)? (?:applied|used)\b"
    r"|[.,;] ?(?:still |now )?(?:processing|rendering|running)\W*$"
    r"|\breturning (?:your |the )?(?:cached|existing|first|original|previous|same)\b|^\W*duplicated? ?(?:[.,:;]|$)"
    r"|\b(?:goes|go|going|carry|carries|continues?) on\b|\b(?:anyway|regardless|nevertheless|nonetheless)\b"
    r"|\b(?:download|fetch|get|check|poll|query|retrieve) (?:(?:its|the|this|your) )?"
    r"(?:job|order|progress|status|task|video)\b(?:(?!try)[^.]){0,20}\b(?:afterwards|later|shortly|soon)\b"
    r"|\bnot (?:needed|necessary)\b|^\W*not again\b|\byou are (?:next|number)\b"
    r"|\band (?:was|were) (?:dropped|ignored|removed)\b"
    r"|[.,;] ?(?:(?:an?|as|made|the|your) ){0,2}(?:(?:muted?|silent|soundless) (?:clip|film|output|result|video)"
    r"|(?:clip|film|output|result|video) (?:is |was |will be )?(?:muted?|silent|soundless|without (?:audio|sound)))\W*$"
    r"|已(?:自动)?(?:截断|改用|调整)|[将会](?:继续|使用默认)|仍[会然在]|继续(?:执行|处理|生成)",
    # something beside the video failed
    r"\b(?:callback|e-?mail|notification|refund|sms|thumbnail|watermark|webhook)\b[^,.;]{0,20}"
    r"\b(?:failed|not (?:added|called|delivered|sent)|not be (?:added|called|delivered|made|reached|sent))"
    r"|(?:回[调調]|封面|推送|水印|[缩縮][略图圖]{1,2}|通知|退款|音[频頻](?:合成|生成)|配[音乐樂])[^,.;]{0,4}失[败敗]"
    r"|本次(?:使用|扣|消耗)|\d ?(?:=>|->|\u2192) ?\d|\d ?[-+] ?\d+ ?= ?\d|\bmade \d"
    r"|(?:^|[,:;] ?)\W*(?:an? )?\d+(?:\.\d+)? ?(?:[kps]|secs?|seconds?) (?:clip|film|output|result|video)\W*$",
)
_CLAIMS_OF_WORDS: Final = _one_of(
    _GONE,
    # the gateway stopped waiting
    "(?:upstream|gateway|backend|proxy|origin|waiting|rpc|response|request|server|task|job|context)(?: [a-z]+){0,3} ?"
    "(?:timed? ?out|deadline exceeded)|timed? ?out(?: [a-z]+){0,2} (?:waiting|upstream|gateway|backend|origin)"
    r"|^\W{0,3}(?:(?:gateway|request|upstream|response|task) ?)?timed? ?out\W{0,3}$|^\W{0,3}deadline ?exceeded\W{0,3}$"
    "|(?:上游|网关|等待|请求|响应|处理)\\w{0,4}超时",
    # the service behind the gateway answered, but the gateway couldn't read or keep that
    r"\b(?:bad|empty|invalid|lost|malformed|missing|no|unexpected|unknown|decod(?:e|ing)|pars(?:e|ing)|read(?:ing)?|receive"
    r"|return(?:ed)?|unmarshal)(?: [a-z]+){0,4} (?:answer|reply|response)\b(?!_| (?:format|modalit|status|type))"
    r"|\b(?:answer|reply|response) (?:had|has|is|was)\b"
    r"|\bupstream (?:has )?(?:gave|returned|sent) (?!.{0,30}\b[45]\d\d\b)"
    r"|\b(?:returned|status(?: code)?|upstream:?)[ :=]{1,3}20\d\b"
    r"|\bno (?:task|job) ?id\b|\b(?:task|job) ?ids? (?:is |was )?(?:absent|blank|empty|missing|null)"
    r"|\b(?:get|insert|notify|persist|poll|query|record|return|save|saving|stor)[a-z]*"
    r"(?: (?:a|back|from|into|its|new|the|to|your)){0,3} (?:database|db|id|jobs?|orders?|results?|tasks?)\b"
    r"|\b(?:call|context|operation|request) (?:was |has been )?(?:aborted|cancel+ed|interrupted)"
    r"|\b(?:client|peer|stream) (?:was |has )?(?:closed|disconnected|reset)|\bafter (?:sending|submit[a-z]*)"
    r"|上游(?:[响響][应應]|返回)(?!.{0,20}(?<!\d)[45]\d\d(?!\d))"
    r"|解析(?:[响響][应應]|返回)|(?:[响響][应應]|返回)(?:体|内容|结果|数据)?(?:[为為]空|解析)"
    r"|任[务務] ?(?:id|编?号)? ?[为為]空"
    r"|(?:[写寫]入|保存|存[储儲]|更新|查[询詢]|[获獲]取)\S{0,3}(?:任[务務]|数据库|[结結]果|[订訂][单單])",
    # a task exists
    r"\bwait (?:for|until|while) (?:its|the|your) (?:output|render[a-z]*|results?|videos?)"
    r"|\b(?:awaiting|in|pending|under) review\b|(?<!at )\bposition:? (?:is )?\d"
    r"|\b(?:check|fetch|get|query|retrieve)(?: its| task| the| your)* (?:output|results?)\b"
    r"|\b(?:do not|don't|must not|need not|needn't|no need to)"
    r" (?:repeat|resubmit|retry|(?:create|send|submit|try)\b.{0,16}\b(?:again|another))"
    r"|^\W{0,3}no (?:errors?|issues?|problems?)\b|\b(?:done|finished|ready) (?:in|shortly|soon)\b"
    r"|\b(?:job|prediction|task) (?:not found|status)"
    rf"|\b(?:{THING}|rendering) (?:has |has been |is |was )?(?:aborted|cancel+ed|expired|failed|pending|rejected)\W*$"
    r"|\d (?:credits?|points?) (?:(?:been|has|have|was|were) ){0,2}(?:charged|consumed|debited|deducted|spent|used)"
    r"|等待(?:任[务務]|[结結]果|[视視][频頻])|任[务務]不存在|^\W*(?:[处處]理|[执執]行|任[务務]|渲染|生成|[视視][频頻])+(?:[过過]期|已?取消|失[败敗])\W*$",
    # nothing is wrong
    r"\b(?:errors?|failures?|faults?)(?: ?code)? ?[:=]? ?(?:0+|nil|none|null)\W*$|\bcode ?[:=] ?0+\W*$"
    r"|(?<![\d.])0 (?:errors?|failures?|faults?)\b"
    r"|[无無](?:[误誤]|[错錯][误誤])|[没沒]有?(?:[错錯][误誤]|[问問][题題])|[错錯][误誤] ?[:为為]? ?[无無]\W*$"
    r"|不用[担擔]心|[无無]需操作"
    r"|\bnext time\b|^\W*(?:note|notice|warning)\b|^\W*(?:paid|see you|thank you|thanks)(?: \w+)?\W*$",
    # the result isn't there yet
    r"\bnot (?:yet )?(?:complete|done|finished|ready)\b(?! (?:for|to))|[没沒未]有?(?:完成|[准準][备備]好|就[绪緒])"
    r"|[暂暫](?:[无無]|未有?)(?:[视視][频頻]|[结結]果)|\bcheck again\b|\b(?:check|come) back\b|\b(?:poll|query) again\b"
    r"|\b(?:repeat|retry) the (?:poll|query)|\bget it later|^\W*(?:please )?(?:allow \d+ \w+|wait)\W*$"
    r"|勿(?:刷新|[关關][闭閉])",
)


def claims(text: str) -> bool:
    """Whether a text claims something; a code or a name is read with spaces for its `_` and `-`."""
    return bool(_CLAIMS.search(text) or _CLAIMS_OF_WORDS.search(text.replace("_", " ").replace("-", " ")))
