"""Names of fields that belong to a refusal, in lower case and without `_`, `-` and spaces."""

from __future__ import annotations

from typing import Final

from .words import plain_text
from .work import word_set

CODES: Final = word_set(
    "code errorcode errcode errno error status statuscode type errortype httpstatus subcode innercode httpcode ret "
    "retcode rule 错误码 状态码"
)
"""Codes: a word, or a number of up to seven digits."""
TEXTS: Final = word_set(
    "message messages msg errors err errmsg errormsg errormessage statusmsg statusmessage statustext detail details "
    "reason description errordescription desc title hint help remedy problem problems suggestion solution cause "
    "category severity param params parameter field fields loc path pointer property name source domain target "
    "service method failreason baseresp metadata innererror errorinfo issues violations invalidfields invalidparams "
    "fieldviolations documentation docs docurl documentationurl moreinfo helpurl body url links object version "
    "apiversion mode ctx context allowed expected allowedvalues validvalues supported pattern unit currency server "
    "host"
    " 错误 消息 信息 原因 提示 model prompt duration aspectratio generateaudio firstimage lastimage referenceimages "
    "referencevideos referenceaudios"
)
"""What a refusal explains in words, and the fields of a request."""
IDENTIFIERS: Final = word_set(
    "category severity param params parameter field fields loc path pointer property name source domain target service "
    "method object version apiversion mode allowed expected allowedvalues validvalues supported pattern unit currency "
    "server host type errortype code errorcode rule metadata model ctx context invalidfields invalidparams value input "
    "given got received actual instance documentation docs docurl documentationurl moreinfo helpurl url links reason"
)
"""What may be a single word that isn't English: the name of a field, a unit, a host."""
MOMENTS: Final = word_set("timestamp time ts date datetime reset resetat")
COUNTS: Final = MOMENTS | word_set(
    "min max minimum maximum limit limits limitvalue ge le gt lt minlength maxlength actuallength balance credits "
    "remaining quota required needed available retryafter retryafterseconds retryafterms line column index "
    "offset expected allowed width height size duration window count maxwidth maxheight minwidth minheight "
    "maxsize minsize maxduration minduration maxcount maxvalue minvalue"
)
"""Numbers that explain a refusal."""
ECHOES: Final = word_set("value input given got received actual instance request")
"""What repeats the request."""
FLAGS: Final = word_set("error iserror haserror failed retryable fatal retry shouldretry refunded creditsrefunded")
"""What may be true in a refusal; anything else that is true may have happened."""
KNOWN: Final = CODES | TEXTS | COUNTS | ECHOES | FLAGS


def plain_name(name: str) -> str:
    """A name in lower case with only its letters and digits: `Error_Code` and `error code` are the same."""
    return "".join(letter for letter in plain_text(name).casefold() if letter.isalnum())
