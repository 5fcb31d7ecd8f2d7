"""Why a rule can be inconclusive, and which rule is red if that is because the target answered wrongly.

Without such a rule a run would be green although the target is wrong. A test checks that each place that raises
`Inconclusive`, or records a doubt, is in this table, and that each rule named here has a fault that turns it red.
"""

from typing import Final

_NO_CREATE: Final = ("EP-CREATE-PATH",)
_NO_UPLOAD: Final = ("AS-UP-PATH",)
_REVIEW: Final = ("RB-ASSET-ACTIVE",)
_NO_DELETION: Final = ("AS-DEL-PATH",)
_NO_RESULT: Final = ("RB-RESULT-PLAYS", "QR-URL-COMPLETED", "RB-TASK-ENDS")
_UNKNOWN_ID: Final = ("EP-QUERY-PATH",)
_ONE_ID: Final = ("RB-PARALLEL",)

RED_RULES: Final[dict[str, tuple[str, ...]]] = {
    # No answer, a server error, or an answer that says nothing
    "proves nothing about the request": ("RB-NO-5XX", "RB-NO-HANG"),
    "lost answer": ("RB-NO-HANG",),
    "silent answer": ("RB-NO-5XX", "EP-CREATE-PATH", "CS-ID"),
    "no generated request was answered": ("RB-NO-HANG",),
    "no answer of this run was JSON": ("EP-RESP-JSON", "EP-CREATE-PATH"),
    "redirected": ("EP-CREATE-PATH", "EP-QUERY-PATH"),
    "unclear combined body": ("RB-NO-5XX", "EP-CREATE-PATH"),
    # Creates
    "accepted without an id, so its end is unknown": ("CS-ID",),
    "a simpler valid body is refused too": _NO_CREATE,
    "a plain create is refused when it is sent alone, too": (*_NO_CREATE, "RB-NO-5XX"),
    "the same body is refused without the parameter too": (*_NO_CREATE, *_NO_UPLOAD),
    "no valid task was accepted in this run": _NO_CREATE,
    "no task to test with": _NO_CREATE,
    "no task to query": _NO_CREATE,
    "no create is accepted": _NO_CREATE,
    "the target accepted no create, not even known-good bodies": _NO_CREATE,
    "is refused for another reason": (*_NO_CREATE, "EP-QUERY-PATH", *_NO_UPLOAD, "AS-DT-PATH", *_NO_DELETION),
    "no create with an asset is accepted": ("AS-USE-ACTIVE",),
    # Tasks
    "the target does not know the id that it gave": _UNKNOWN_ID,
    "accepted, and its task has not ended": ("RB-TASK-ENDS",),
    "the task did not end in time": ("RB-TASK-ENDS",),
    "the plainest one did not end in time": ("RB-TASK-ENDS",),
    "accepted, and the task failed": ("RB-TASK-ENDS",),
    # Results
    "no task completed with an address": _NO_RESULT,
    "no task of this run completed with an address": _NO_RESULT,
    "no result could be downloaded": _NO_RESULT,
    "no result could be read": _NO_RESULT,
    "no readable result shows it": _NO_RESULT,
    # Assets
    "a simpler upload is refused too": _NO_UPLOAD,
    "no upload is accepted": _NO_UPLOAD,
    "the upload was refused": _NO_UPLOAD,
    "every upload was refused": _NO_UPLOAD,
    "the library doesn't accept a valid": _NO_UPLOAD,
    "no asset to use": _NO_UPLOAD,
    "no asset to test with": _NO_UPLOAD,
    "the asset is still in review": _REVIEW,
    "did not become Active in time": _REVIEW,
    "no Active asset to use": _REVIEW,
    "the asset is lost or still in review": (*_REVIEW, "AS-DT-PATH"),
    "did not become an Active asset": _REVIEW,
    "does not become Active either": _REVIEW,
    "the asset was accepted and is still in review": _REVIEW,
    "a new asset can't be read by its owner": ("AS-DT-PATH",),
    "the library gives one id": _ONE_ID,
    "the asset can't be deleted": _NO_DELETION,
    "the asset could not be deleted": _NO_DELETION,
}
"""By a part of the reason: the rules of which one is red, if the target is to blame."""

NOT_WRONG: Final[dict[str, str]] = {
    "the shards' logs don't have the answer": "a merge sends nothing",
    "nothing was sent in this run": "the run was stopped at once",
    "this run has no task to query": "a remote run that bills nothing has none",
    "no answer of this run shows": "the run has no such answer: too few tests were selected",
    "the clock of this target can't be moved": "nobody waits for 24 hours",
    "every body with media is refused": "the published media may be out of the target's reach",
    "out of reach": "the target may be unable to fetch from the suite's media server",
    "known-good media": "the same, or the target looks at the content of pictures, which no page states",
    "no example gave evidence": "each example has its own reason in this table",
}
"""By a part of the reason: why it doesn't show that the target is wrong."""

VARIABLE_REASONS: Final[dict[str, str]] = {
    "suite/server_errors.py": "proves nothing about the request",
    "suite/create/expectations.py AnswerLost": "lost answer",
    "suite/create/expectations.py Inconclusive": "silent answer",
    "suite/create/combined.py doubt": "unclear combined body",
    "suite/media/case_groups.py Inconclusive": "known-good media",
    "suite/media/reachability.py Inconclusive": "out of reach",
    "suite/robustness/test_monitors.py doubt": "out of reach",
    "suite/robustness/test_reviews.py Inconclusive": "out of reach",
    "suite/search.py Inconclusive": "no example gave evidence",
}
"""By module and kind, for the places whose text is not written there: the entry of one of the tables above."""
