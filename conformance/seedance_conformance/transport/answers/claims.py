"""What a text of a refusal claims: that something was started or charged, that it runs, or that an answer was lost.

Each of them makes a refusal doubtful. `answers.plain_words` explains the rest of the text.
"""

import re
from typing import Final

THING: Final = (
    "(?:task|job|video|generation|prediction|operation|order|render|workflow|ticket|transaction|submission|creation"
    "|run|project|request|reference|tracking|invoice|receipt)"
)
THING_ZH: Final = "(?:任务|作业|订单|视频|工单|流水|提交|交易|业务|项目|生成)"
_DONE: Final = (
    "(?:started|created|submitted|queued|accepted|running|processed|processing|scheduled|registered|charged|billed"
    "|in (?:the )?queue)"
)


def _any_of(patterns: str) -> re.Pattern[str]:
    """Some patterns in each line, or a comment after `#`; a line that begins with `...` goes on with the one above."""
    stripped = (line.strip() for line in patterns.splitlines())
    joined = "|".join(line for line in stripped if line and not line.startswith("# ")).replace("|...", "")
    for name, meaning in (("THING_ZH", THING_ZH), ("THING", THING), ("DONE", _DONE)):
        joined = joined.replace(name, meaning)
    return re.compile(joined, re.I)


# Read with spaces for `_` and `-`.
_CLAIMS: Final = _any_of(r"""
    # a time limit passed, or nobody read the answer
    \btime[ds]? ?out\b(?! (?:while|when|fetch|load|down))|\w(?:timeout|timedout)|deadline ?exceeded
    (?<!下载)(?<!获取)超时
    \bhang ?up\b|disconnected|\b(?:client|peer|stream) (?:was |has )?(?:closed|disconnected|reset)
    \b(?:get|insert|notify|persist|poll|query|record|return|save|saving|stor)[a-z]*
    ...(?: (?:a|back|from|into|its|new|the|to|your)){0,3} (?:database|db|id|jobs?|orders?|results?|tasks?)\b
    \b(?:task|job) ?ids? (?:is |was )?(?:absent|blank|empty|missing|null)
    # a task was started
    (?<!no )(?<!any )\bTHING\b(?: (?!(?:not|never|no|can|could|to)\b)[^ .;]{1,80}){0,4}?
    ... (?:is|was|were|has|got) (?:(?:already|now|been|being|successfully) )*DONE\b
    \bsuccessfully DONE|\b(?:started|created|submitted|queued) successfully|\bcreated (?:(?:a|the|your) )?THING\b
    \bTHING (?:[^ .;]{1,80} )?(?:started|submitted|queued)\b(?! (?:too|by|from)\b)
    \bTHING (?:created|accepted|exists|in progress|succeeded)\b
    ^\W{0,3}(?:submitted|queued|accepted|created|started)\b
    (?:\b(?:task|job|order|ticket|transaction|prediction|operation|workflow|run)|THING_ZH(?:编?号|id)?|编号|单号)
    ...[ #:=-]{1,3}(?:(?:id|no|number|nr)\b[. :=#]{0,3})?\d
    \b(?:returned|status(?: code)?|upstream:?)[ :=]{1,3}20\d\b
    (?<![未尚])(?:已|正在)(?:经|被)?(?:成功)?(?:提交|创建|启动|开始|受理|接[受收]|入队|生成|存在|收到)
    (?:提交|创建|启动|受理|下单)成功
    # it goes on
    (?<!at )\bposition:? (?:is )?\d|\byou are (?:next|number)\b|\b(?:awaiting|in|pending|under) review\b
    \b(?:check|come) back\b|\b(?:done|finished|ready) (?:in|shortly|soon)\b|\bgo(?:es|ing)? on\b|\bnext time\b
    \bnot (?:yet )?(?:complete|done|finished|ready)\b(?! (?:for|to))|\b(?:job|prediction|task) (?:not found|status)
    \b(?:anyway|regardless|nevertheless|nonetheless)\b
    正在(?!(?:停机|系统|例行)?维护中?(?:\W|$))|(?:生成|进行)中|仍[会然在]|继续|[没沒未]有?(?:完成|[准準][备備]好|就[绪緒])
    # it ended
    \b(?:THING|rendering) (?:has |has been |is |was )?(?:aborted|cancel+ed|expired|failed|pending|rejected)\W*$
    # it was charged
    (?<!not )(?<!not been )(?<!never )(?<!be )\b(?:charged|deducted|billed) (?:you )?\d|\d (?:credits?|points?) \w+ed\b
    # only something beside the video failed
    \b(?:e ?mail|notification|sms|thumbnail|watermark)\b[^,.;]{0,20}
    ...\b(?:failed|not (?:be )?(?:added|called|made|reached|sent))
    (?:封面|推送|[缩縮][略图圖]{1,2}|音[频頻](?:合成|生成)|配[音乐樂])[^,.;]{0,4}失[败敗]
    # the request was changed
    \bmade \d|\band (?:was|were) (?:dropped|removed)\b|\d ?=?> ?\d|\u2192
    [.,;] ?(?:(?:an?|as|made|the|your) ){0,2}(?:(?:muted?|silent|soundless) (?:film|video)
    ...|(?:film|video) (?:is |was |will be )?(?:muted?|silent|soundless|without (?:audio|sound)))\W*$
    (?:^|[,:;] ?)\W*(?:an? )?\d+(?:\.\d+)? ?(?:[kps]|secs?|seconds?) (?:film|video)\W*$
    已(?:自动)?(?:截断|改用|调整)
    # nothing is wrong
    ^\W{0,3}no (?:errors?|issues?|problems?)\b|(?<![\d.])0 (?:errors?|failures?|faults?)\b
    \b(?:errors?|failures?|faults?)(?: ?code)? ?[:=]? ?(?:0+|nil|none|null)\W*$
    ^\W*(?:note|notice|paid|see you|thank you|thanks)(?: \w+)?\W*$
    [无無](?:[误誤]|[错錯][误誤])|[错錯][误誤] ?[:为為]? ?[无無]\W*$|[没沒]有?[问問][题題]
""")
# Idioms of refusals that have doubtful words in them.
_IDIOMS: Final = _any_of(r"""
    # the user may try again
    (?<!we )(?<!ll )(?<!will )\b(?:re)?try (?:again|later)(?: later| (?:after|in) \d+ \w+| in an? \w+)?
    ^(?:please )?retry(?: later)?\W*$|[.,;] (?:please )?retry later\W*$|\bretry after\b
    \bplease wait (?:\d+|a few|for your current) \w+(?: before making another request)?
    (?:[请稍][后候]?|充值后)?[再重]试(?![次失\d])|充值后继续
    # nothing was created
    \b(?:failed|failure|unable|enough credits) to (?:create|process|run|start|submit)\b(?: (?:an?|the|this))?(?: THING)?
    (?:任务|视频)?(?:创建|提交)失败(?=\W)
    # too many tasks
    \b(?:concurrent|current|running|many|your) (?:generation|job|task)s?\b(?= limit| or| was blocked|\W*$| exceed)
    \binference limit\b|任务(?:数|类型|并发)
    # too little money, or no way to pay
    \bpayment method\b|\bpayment required\b(?! (?:for|to))|\b(?:not paid or )?payment is overdue|\blast payment failed
    \b(?:complete your payment|pay first)\b|\bpaid (?:plan|subscription)|\bpre ?consumed?\b|\bbefore using\b
    \b(?:billing|plan) (?:and billing )?(?:details|information)|\b(?:account|dashboard)/billing\S*
    \b(?:credits have been refunded|to purchase credits?|price error|but that costs \d+)
    预扣费?(?:失败|额度)|付费(?:用户|套餐)
    # something in the request or the account
    \btask type|\boutput (?:format|resolution)|\bcallback url must|\bemail not verified|\bgot (?:an? )?\w+ instead
    \b(?:at position \d+|one of the following|(?:after|before) property|line \d+(?: column \d+)?)\b
    回调地址(?:无效|格式|不合法)|(?:账户|账号|令牌)状态|相等|等(?:级|于|参数|字段)
    # a check
    \b(?:after validation|rejected as a result)\b|\bduring the data inspection|审核[不未]通过
    # a file of the request
    \b(?:while|when) (?:down|fetch|load|pars|read)\w+|\b(?:url|image) returned
    \b(?:answer in full within|send a shorter clip)\b|(?:链接|图片)返回|图片处理|处理图片
    # a server behind the gateway
    \bupstream error$|\bupstream(?: service)? (?:is )?(?:temporarily )?(?:unavailable|returned [45]\d\d)
    \bbad gateway config\w*|\bmodel provider\b
    \b(?:generated by cloudfront|response (?:format|modalit\w+|status code))\b
    上游(?:负载|服务|渠道)|停止(?:服务|使用)
""")
_DOUBTS: Final = _any_of(r"""
    # what comes after a start
    \b(?:after\w*|once|during|while|following|began|begun|begin|midway|half\w*|launch\w*|dispatch\w*|forwarded)\b
    \b(?:inference|crash\w*|post (?:consum|process)\w*|at step|(?:was|were|being) (?:made|generated))\b
    \b(?:passed|granted|handled|moved)\b|\bat \d+ ?%|\b\d of \d+\b
    任[务務]|中途|一半|[执运]行|处理|合成|转码|编码|渲染|审核|送审|(?:校验|权限|授权)通过|自动|[接开]单
    # waiting
    \b(?:wait\w*|later|soon|late|lined|delay\w*|postponed?|slowed|(?:in|the|your|a) line|(?:its|the|under) ?way)\b
    \b(?:underway|tak(?:e|es|ing)(?: too)? long\w*|took|more time|time is up|time limit|too slow|moment|background)\b
    \b(?:queued?|poll\w*|longer than (?:usual|expected)|(?:needs?|takes?) (?:\w+ )?\d+ (?:mins?|minutes?|hours?))\b
    稍[后等]|等|排|耗时|时间过|预计|明天
    # paying
    \b(?:pay|pays|paid|payments?|charg(?:e|es|ed|ing)|bill(?:s|ed|ing)?|fees?|costs?|prices?|refund\w*)\b|\bpurchase
    \b(?:non refundable|settle\w*|invoice|not free|given back|(?:by|with|for|into) this (?:request|video)|put on hold)\b
    [扣退抵候撤]|付(?!费)|计费|收费|费用|结算|账单|冻结|划走|花掉|用掉|到账|转出|用于|占用|回滚|变更|额度更新|余额更新|充足
    (?<!不)够|减 ?\d|因此|刚好|不足部分|本次|下[一次]|最后一次|第二次|今日不可|充值成功|另外收|再次收|处理完
    # an answer, which may be lost
    \b(?:answer|reply|response|return(?:ed|s)?|outcome|unclear|unsure|lost|dropped|silent$|pipe|network|eof|no word)\b
    \b(?:no id|missing id|id is missing|nothing (?:came|received|heard)|(?:not|un)(?: ?sure|known) (?:state|status))\b
    \b(?:(?:state|status).{0,8} (?:un)?known|unexpected status|connection br\w+|upstream|gateway (?:error|problem))\b
    \b(?:bad gateway|restarted|stopped by|stopped waiting|no longer waiting)\b
    返还|返回|[回响][应復复]|应答|拿到|取得|未收到|编号|状态(?!码)|结果|[未不][知明]|无法确|登记|记录|数据库|[入写] ?库
    缓存|节点|进程|连接|网络|通信|保存|存储|丢失|切换渠道|上游
    # the service tries again, or the user must not
    \b(?:resend\w*|twice|repeat(?:ed|s)?|retr(?:y|ies|ied|ying)|again|another|duplicate|kept|saved|stored|already)\b
    \b(?:not know|might|will (?:begin|be sent|start|try|retry|ll)|we ll|send it|do request failed|fetch task)\b
    \b(?:failed to (?:save|update|release|record|refund|insert|generate|settle)|insert|update failed)\b
    \b(?:recording|created? .{0,9}(?:error|with))\b
    \b(?:cancel\w*|undone|reversible|too late|already over|(?:can(?:not|'t)|can t) be stopped)\b
    重[发复]|再[发次]|重试|取消|停止|离开|关机|关闭|不影响|请?勿|不要关|无[需须]|不[必用会]
    # the result
    \b(?:outputs?|results?|clips?|preview|callback|webhook|database|cache error|worker|render\w*|log write)\b
    \b(?:response body|write the log|downloads? link|async|object video)\b|\bgenerated (?:video|content)
    (?<!reference )(?<!input )\bvideos? (?:(?:is|was|does|not|because it|but|has|one) )*
    ...(?:blocked|deleted|exist|expired|failed|found|incomplete|no sound|made|generated|violates)\b
    \b(?:execution|process|processing|generation|encoding|model|rendering|audio|charge|creation|muxing|inference
    ...|reservation) (?:was )?(?:error|expired|failed|stopped|not created)\b(?!:)|\btrack failed
    \b(?:no|the) (?:content|video) (?:was )?generated|^no generat|\bnot finish
    [作成]品|[输成出][出片]|上传(?:结果)?失败|生成(?:异常|错误|失败|内容|的|视频|时)|日志|封面|字幕|水印|[声聲]音|回调|通知
    (?<!参考)(?<!输入)(?:视频|video) ?已?(?:被|过期|失效|不存|违规|涉|上传)
    # the request was changed
    \b(?:ignored|ignoring|instead|shortened|resized|lowered|smaller|left out|no effect|not used|limited to \d+ ?s?$)\b
    \b(?:was limited to|set to|in use|default (?:\S+ )?(?:applied|used)|not delivered)\b|\busing (?:\d|default)
    \((?:cut)\)|> ?\w|敏感词过滤|过滤敏感|限制为 ?\d|[已,]限制为|,取|未采用|不予
    # nothing is wrong
    \b(?:works|warning|okay|fine|all good|safe with|is safe)\b|^ok but|^[好行]的?\W
    \b(?:not|never|no longer|isn't|this is no) (?:(?:a|an|been) )?
    ...(?:refused|rejected|blocked|invalid|error|failure|problem|too)\b
    [不没未非并](?:有|是|算|被)*(?:失败|错误|拒|违规|超限|过期)
""")
_MONEY: Final = re.compile(r"\b(?:balance|credits?|points?|quota|left|remain(?:ing|s))\b|余额|积分|额度|剩", re.I)
_TOO_LITTLE: Final = _any_of(r"""
    \b(?:enough|insufficient|exceed\w*|limit\w*|need\w*|requires?|required|low|lack\w*|negative|reset|overdue|over)\b
    \b(?:out.of|costs|throttl\w*|used up|reached|remain|no (?:more )?(?:credits?|quota)|0(?! ?[\d.]*[1-9]))\b
    \b(?:recharge|top up|check|add|upgrade)\b|exhaust|pre ?consume|- ?\d|0\.0
    [不欠超低缺达]|用[完尽]|耗尽|充值|购买|需要|预扣|[剩余]\D{0,3}0(?!\.\d*[1-9])
""")
_CAMEL: Final = re.compile("(?<=[a-z])(?=[A-Z])")


def claims(text: str) -> bool:
    """Whether a text claims something; a code or a name is read with spaces for its `_` and `-`."""
    words = _CAMEL.sub(" ", text).replace("_", " ").replace("-", " ")
    rest = _IDIOMS.sub(" ", words)
    claimed = _CLAIMS.search(words) or _DOUBTS.search(rest)
    return bool(claimed or (_MONEY.search(rest) and not _TOO_LITTLE.search(f"{text} {words}")))
