# Copied from openapi/companion/_sdk/create/explained/work.py by scripts/regenerate: edit it there.
# pyright: standard
"""Whether a text of a refusal speaks of a task, of an answer about one, or of money that was spent: a task may exist.

First the phrases that are known to refuse are taken out. Then each word about work, waiting, paying or an answer that
was lost makes the refusal doubtful, in whatever sentence. Money needs a word that says that there is too little of it.
"""

from __future__ import annotations

import re
from typing import Final

from .lazy import lazily


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def _phrases(lines: str) -> re.Pattern[str]:
    """A pattern of alternatives: each line has some, or says after # what they are about. A backslash joins lines."""
    stripped = (line.strip() for line in re.sub(r"\\\n\s*", "", lines).splitlines())
    return lazily("|".join(line for line in stripped if line and not line.startswith("#")), re.I)


PART: Final = lazily(
    r"[.!?](?=\s|$)|[;:\n\u3000-\u303f()\[\]{}|\u2013\u2014\u2026]|,(?!\s*not\b)|\bbut\b"
    r"|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])"
)
"""What stands between the parts of a text."""
WORD: Final = lazily(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_WORK: Final = word_set(
    """
    after afterwards ahead already answer anyway async asynchronous back background began begun behind callback
    cancel canceled cancellation cancelled clip clips closed coming crashed database db deadline deadlineexceeded
    delayed delivered detached disconnected dispatch dispatched done downgraded dropped duplicate duplicated during
    email eof finish finished following forwarded generated generating granted halfway handled hangup heard hold
    identical ignored ignoring inference inserted invoice job jobs kept late later launch lined log lost lowered
    midway moment network nevertheless next nonetheless notification once order orders outcome output outputs passed
    pending pipe poll polling position postponed prediction preview production progress queue queued ready receipt
    refund refundable refunds regardless render rendered rendering renders repeat repeated reply resend resending
    resized response restarted result results retried retries retry retrying return returned returning review
    rollback safe saved settle settled settlement shortened shortly slowed sms soon stored stuck submission
    takes taking task tasks thank thanks thumbnail ticket timed timedout timeout took transaction twice unclear
    underway undone unsure upstream wait waited waiting waitlisted waits warning watermark webhook while worker
    workflow works
    """
)
"""Words about a task, its answer, what comes after its start, or a place in a line: the task may exist."""
_DONE: Final = word_set(
    """
    accepted approved booked completed confirmed consumed created exists placed processed received registered reserved
    running scheduled sending sent started submitted succeeded working
    """
)
"""What may have happened to a task, unless a word of `_NOT` is before it."""
_NOT: Final = word_set(
    "aren before cannot couldn didn doesn don error fail failed hasn haven invalid isn must neither never no nor not "
    "should unable wasn weren"
)
_PAID: Final = word_set(
    "bill billed billing bills charge charged charges charging cost costs debited deducted fee fees paid pay payment "
    "payments prepaid price purchase purchased spent unpaid"
)
"""Words about paying."""
_MONEY: Final = lazily(r"\b(?:balance|credits?|points?|quota|left|remaining)\b|[余餘][额額]|剩|[积積]分|[额額]度", re.I)
_LACK: Final = _phrases(r"""
    \b(?:deplet\w+|enough|exceed\w*|few|insufficient|lacks?|limit\w*|low|need\w*|negative|out.of|over\w*|reach\w*)\b
    \b(?:remain|requires?|required|reset|used up|zero|0(?! ?[\d.]*[1-9])|but that costs)\b
    \b(?:no (?:available |more |remaining )?(?:balance|credit|point|quota)s?)\b
    \b(?:add|buy|check|recharge|top up|upgrade)\b
    exhaust|pre[ _-]?consume|[-\u2212]\d|0\.0
    不足|不够|不夠|[超欠低缺]|用[完尽盡]|耗[尽盡]|[充购購]|需要|预扣|[剩余餘]\D{0,3}0(?!\.\d*[1-9])|无可用|已?达
""")
"""There is too little money."""
_REFUSALS: Final = _phrases(r"""
    # the user may try again: the service itself won't
    (?<!not )(?<!n't )(?<!need to )(?<!we )(?<!we'll )(?<!will )\b\
        (?:(?:re)?try (?:again|later)|retry(?= (?:later|after|in|with)\b|\W*$|[ _-]after))\
        (?: later| (?:after|in) (?:a|an|few|some|\d+|\w+tes?|\w+nds?)\b|[ _-]after)?
    \bplease wait (?:a few|\d+) \w+(?: before \w+ing another request)?|\bwait for your\b|\bmake sure\b
    (?:请|稍[后候]|充值)?[后後]?(?:再|重)[试試](?!次|失|\d)
    # nothing was created
    \b(?:fail(?:ed|ure)?|unable|(?:enough|insufficient) credits?) to (?:create|process|run|start|submit)\b\
        (?: (?:a|the|this|your))*(?: (?:job|task|video))?
    \b(?:generation|task creation|create task) failed(?= ?[,:] ?\w)
    无法(?:创建|提交)任务|(?:任务|视频)?(?:创建|提交|生成)(?:任务)?失败(?=[,:(\uff0c\uff1a])
    # too many tasks
    \b(?:concurrent|current|your) generations?\b(?= limit| or upgrade| was blocked)
    \b(?:concurrent|many running) (?:job|task)s?\b|\b(?:job|task) limit\b|\blimit of [\w-]*tasks?\b|\bmax[ _]?tasks?\b
    \bnumber of (?:\w+ )?tasks(?: in the queue)? exceed\w*|inference limit
    # too little money, or no way to pay
    \bpre-?consumed quota|\binsufficient[ _](?:\w+[ _])?(?:balance|credits?|funds?|quota)
    \b(?:enough|insufficient) credits? for (?:a|the|this) (?:job|task|video)|\bbut that costs \d+|\bto purchase credits?
    \bpayment[ _]required(?=\W*$|[.,:;])|\b(?:not paid or )?payment is overdue|\blast payment failed|\bpay first
    \bcomplete your payment|\b(?:a |your )?payment method(?: was declined| required)?|\bpaid (?:plan|subscription|tier)
    \b(?:update|add|enter) (?:a|your) (?:payment method|billing \w+)|\bbilling details|(?<=[\w.])/billing#?\w*
    \bcharge your account|\b(?:hard|spending|billing) limit|\bprice[ _]error|\bcredits have been refunded\b
    (?:需要)?预扣费?(?:额度|失败)
    # something in the request or the account
    \btask[ _]?type|\bresponse[ _](?:format|modalit\w+|type)|\boutput[ _](?:format|resolution)\b|\bclient (?:logic|side)
    \bcallback_url(?= must)|\be-?mail(?= (?:is |was )?not verified)|\bid(?= is (?:invalid|required))
    \b(?:at position|one of the following|(?:after|before) property (?:name|value))\b
    回调地址(?=无效|格式|不合法|不能为空)
    # a check
    \b(?:rejected as a result of|moderation system|after validation|validation passed)\b|审核(?:未|不)通过
    \bduring (?:the )?(?:data )?(?:inspection|validation)
    # a file of the request
    (?:time(?:d )?out )?whil[et] (?:decod|down|fetch|load|pars|read)\w+
    \bpayload returned|\b(?:url|server|image) returned[ ]
    \bis (?:empty|cut short)\b|\bcan't be (?:decoded|reached)\b|\bit answers HTTP\b|\bdid not answer in full within\b
    \bonly takes\b|\bsend a shorter clip\b|\bthe video is \d+x\d+\b|\bit lasts [\d.]+ s\b
    # a server behind the gateway
    ^upstream.error$|\b(?:response status code|upstream returned|upstream:) [45]\d\d|\bgenerated by cloudfront\b
    \bupstream (?:service )?(?:is )?(?:temporarily )?unavailable
""")
"""Phrases that refuse, although words about work, waiting or paying are in them."""
_TOLD: Final = _phrases(r"""
    # it was started, and goes on
    ^\W*(?:(?:note|notice|ok|okay|fine|yes)\b(?! *$)|(?:created|queued|submitted|wait)\W*$)|\bgo(?:es|ing)? on\b
    \b(?:(?:in|the|a|your) line(?! \d)|under ?way|(?:its|the|under) way|see you|got it|allow \d+|we have your)\b
    \b(?:under moderation|you are (?:no|number)|made \d|in process|might|may have|start as soon)\b
    \b(?:will (?:begin|start|try)|we(?:'ll| will))\b|\bstatus(?: code)?[ :=]{1,3}20\d\b|\bdownload link
    \b(?:needs?|takes?) (?:\w+ )?\d+ (?:min(?:ute)?s?|hours?)\b|\btake longer|\blonger than (?:expected|usual)
    \bmore time\b|\btime (?:limit|is up)|\btoo slow\b|\bat (?:step|frame|\d+ ?%)|\b\d of \d
    \b(?:check|poll|query|come|look|download|fetch) (?:again|later)\b
    refused +to (?:see|get|view|watch|download|fetch)\b|\b(?:operation|run)(?: \w+)?[ #:=_.-]{1,3}\d
    # it can't be undone, or must not be repeated
    \b(?:can't|cannot|can not) be (?:stopped|undone|cancel\w+)
    \b(?:not|don't|need|needn't|never)\b[^.,;:]{0,20}\b(?:again|another)\b|\bnot (?:needed|necessary)\b
    # an answer was lost, or its state isn't known
    time[ds]?[\s_-]?out|\b(?:hang ?up|reset by)\b|\bgateway (?:error|problem)|\bbad gateway(?! config)
    \b(?:get|insert|notify|persist|poll|query|record|sav(?:e|ing)|store) (?:\w+ ){0,3}ids?\b|\bno ids? (?:is|was|were)\b
    \b(?:state|status)\b.{0,9}\b(?:known|unknown|unclear)|\b(?:unknown|unexpected) (?:state|status)
    \b(?:not sure|not know|don't know)\b
    # money
    \b(?:by|with|for|into) this (?:request|video)\b|\bpost[- _](?:consum|process)\w+|\bnot? free\b|\bin your account\b
    \b(?:balance|quota) (?:is )?now\b|\d ?[-+] ?\d+ ?= ?\d
    # nothing was refused
    \b(?:no|0|without) (?:error|problem|issue|fault|failure)s?\b
    \b(?:not|never|no longer|isn't|wasn't) (?:(?:a|an|been|being) )*\
        (?:refused|rejected|blocked|denied|forbidden|invalid|wrong|too|error|failure|problem)\b
    \b(?:(?:error|failure|fault)s?(?: ?code)?|code)\s?[:=]?\s?(?:none|null|nil|0+)\W*$
    # the request was changed
    \b(?:was|were|been|ha[sd]|have|we|and|now|credits?|points?) (?:automatically )?\
        (?:set|cut|changed|reduced|limited|converted|trimmed|replaced|used|taken\
        |skipped|applied|chose|took|picked|got|use|removed)\b(?! up)
    \busing (?:\d|default|(?:\S+ ){1,2}(?:default|instead))|\bdefault (?:\S+ )?(?:is )?(?:applied|used)\b|\bset to\b
    \b(?:not used|in use|left out|no effect)\b|\b(?<!got )\d+ instead\b|\((?:cut)\)
    \b(?:limited|made|reduced) (?:to \d|smaller)|\d ?(?:->|=>|\u2192) ?\d|->[ ]
    # the video
    \b(?:video|film) (?:\w+ ){0,2}(?:without|no) (?:audio|sound)\W*$|\baudio not created|\bin line\b
    \bnot (?:yet )?complete\b(?! (?:for|to))
    \b(?:failed|unable) to (?:generate|save|record|release|update|refund|deliver|finish)|\bcreated?\b.{0,9}error
    (?<!reference )(?<!input )\bvideos? (?:(?:is|was|were|has|been|be|does|not|because it) )*\
        (?:blocked|deleted|exist|found|flagged|incomplete|removed|violates|made|generated|failed)\b
    \b(?:audio|billing|charge|check|creation|encoding|execution|generation|inference|insert|muxing\
        |operation|process|processing|project|reference|rendering|request|run|sound|track|update|upload|video)\
        [ ](?:has |was |has been |is )?(?:aborted|broke|expired|failed|rejected|stopped)\W*$
    \b(?:billing|cache|encoding|execution|generation|model|process|processing|rendering|upload) error\W*$
""")
"""Phrases that say the same as a word of `_WORK` or `_DONE`."""
_TOLD_ZH: Final = _phrases(r"""
    # it was started, and goes on
    (?<!尚)(?<!未)(?:已|正在)(?:经|被)?(?:成功)?(?:提交|创建|启动|开始|受理|接[收受]|入队)|(?:提交|创建|受理|启动|下单)成功
    (?:生成|进行)中|已(?:存在|收到)|正在(?!(?:停机|系统|例行)?维护中?(?:\W|$))|任[务務](?!数|类型|并发)|[执執运運]行
    (?<!图片)[处處]理(?!图片|该图)|合成|转码|编码|渲染|审核|送审|(?:[校检][验查]|审核|权限|授权)通过|排|[接派开]单|单[已号]
    稍[后後候等]|(?<![相平])[等](?![级于参字信])|耗时|时间过|预计|自动|仍(?:然|会|在)|(?<!后)继续|中途|一半
    # it can't be undone, or must not be repeated
    取消|停止(?!服务|使用)|离开|关机|关闭前|不影响|[请請]?勿|不要关|无[需须]|不[必用会]
    重[发複复]|再发|重试(?=次|失|\d)
    # an answer was lost, or its state isn't known
    (?<!下载)(?<!获取)超时|返还|(?<!链接)(?<!图片)返回|[回响][應应復复]|应答|收到|拿到|取得|编号
    (?<!账户)(?<!账号)(?<!令牌)状态(?!码)|[未不][知明]|无法(?:确|撤)|解析|登记|记录|数据库|[入写]库|缓存|节点|进程|连接
    网络|通信|保存|存[储儲]|丢失|切换渠道|上游(?!负载|服务|渠道)
    # money
    [扣退抵候撤]|付(?!费)|计费|收费|费用|结[算果清]|账单|冻结|划走|花掉|到账|转出|用于|占用|回滚|变更|(?:额度|余额)更新|充足
    (?<!不)够|用掉|减\d|因此|刚好|另外|不足部分|本次|下[一次]|最后一次|[再第][二三]?次|今日不可|明天|充值成功
    # the video
    [輸输]出|[成出]片|[作成]品|上传(?:结果)?失败|生成(?:异常|错误|失败|中断|内容|的|视频|时)
    (?<!参考)(?<!输入)(?:视频|video ?)已?(?:被|过期|失效|不存|违规|涉|上传)
    [未没沒](?:有)?(?:完成|就[绪緒]|[准準][备備]好)
    [暂暫](?:[无無]|未有?)[视視][频頻]|查看(?:[视視][频頻]|[进進]度)|(?:列表|[进進]度)查
    日志|封面|字幕|水印|配[乐樂音]|[声聲]音|[缩縮][略图圖]{1,2}|回[调調]|通知|推送
    # the request was changed
    已(?:自动)?(?:改用|调整|截断|过滤)|敏感词过滤|过滤敏感|将使用默认|已用(?![完尽盡]|[额額]度)|[已,]限制为|,取
    不采用|未采用|不予
    # nothing was refused
    [无無](?:[误誤]|错误|錯誤)|[没沒]有?(?:问题|問題)|(?:错误|錯誤)\s?[:为為]?\s?[无無]\W*$|[无無]需操作|^[好行是]的?\W
    [不没沒未非](?:有|是|算|被)*(?:失败|错误|拒|违规|超限|过期)
""")
_PATHS: Final = lazily(r"(?<!\S)\S*[/@\\*]\S*")


def without_refusals(text: str) -> str:
    """A text with a word in place of each phrase that refuses."""
    return _REFUSALS.sub(" refused ", text)


def work_in(text: str) -> str:
    """A word or phrase that speaks of a task, of an answer about one or of money, or empty: a task may exist."""
    lacks = _LACK.search(text)
    text = without_refusals(text)
    if phrase := _TOLD.search(text) or _TOLD_ZH.search(text):
        return str(phrase[0]).strip()
    if not lacks and (money := _MONEY.search(text)):
        return money[0]
    for part in PART.split(text):
        words: list[str] = [word.lower() for word in WORD.findall(_PATHS.sub(" ", part))]
        for place, word in enumerate(words):
            if word in _WORK or word in _PAID or (word in _DONE and _NOT.isdisjoint(words[max(0, place - 3) : place])):
                return word
    return ""
