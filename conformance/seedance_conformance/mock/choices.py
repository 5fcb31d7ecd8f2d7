"""Choices: a switch for each question that the documents leave open and that changes what a test sees.

A server is correct with any value of any choice: no MUST rule may fail because of one. Where the pages state one value
and other sources another, the choice is disputed: its rules are judged by the pages, or recorded (`--disputed record`).
docs/answers.md lists the questions by number.
"""

from collections.abc import Mapping

from attrs import frozen


@frozen
class Choice:
    """A switch; the first of its values is the default.

    `question` is the number of the open question. `disputed` are the rules of which some may be red with another value:
    there the pages state the default.
    """

    name: str
    values: tuple[str, ...]
    question: int
    about: str
    disputed: tuple[str, ...] = ()

    @property
    def default(self) -> str:
        """The value that counts unless another is given."""
        return self.values[0]


def _choice(name: str, values: str, question: int, about: str, disputed: str = "") -> Choice:
    return Choice(name, tuple(values.split("|")), question, about, tuple(disputed.split()))


_NUMBERS = "QR-ADUR-COMPLETED QR-TOK-COMPLETED"

CHOICES: Mapping[str, Choice] = {
    choice.name: choice
    for choice in (
        # Create request
        _choice("unknown-fields", "ignored|refused", 14, "a field that no page names"),
        _choice("null-optional", "ignored|refused", 7, "null in an optional field"),
        _choice("blank-prompt", "accepted|refused", 16, "an empty or blank prompt"),
        _choice("prompt-length", "unlimited|5000|1500|500", 16, "the longest prompt, in characters"),
        _choice("whole-float-duration", "accepted|refused", 13, "5.0 as duration"),
        _choice("string-duration", "refused|converted", 13, 'the text "5" as duration', "CR-DUR-TYPE"),
        _choice("audio-only", "accepted|refused|fails-late", 5, "a pro model with audio as its only reference"),
        _choice("empty-array", "accepted|refused", 7, "empty referenceVideos or referenceAudios that no MUST forbids"),
        _choice("frame-with-empty-array", "accepted|refused", 7, "a frame beside an empty reference array"),
        _choice("empty-address", "refused|ignored", 7, "an empty string in a frame field"),
        _choice("data-uri", "refused|accepted", 17, "a data: address in a media field"),
        _choice("asset-id-scheme", "refused|accepted", 17, "assetId://ID in place of asset://ID"),
        _choice("duplicate-references", "accepted|refused", 17, "the same address twice in one array"),
        _choice("same-frames", "accepted|refused", 17, "the same image as first and last frame"),
        _choice("total-references", "15|12", 6, "the most references of all kinds together"),
        _choice("legacy-models", "refused|accepted", 15, "the older names kyyvideo2, kyyvideo2_fast and so on"),
        _choice("model-spelling", "exact|tolerant", 15, "capitals, blanks and hyphens in model"),
        _choice("content-type", "refused|accepted", 18, "a JSON body sent under another media type"),
        _choice("unfetchable", "at-create|late", 17, "when a reference that can't be fetched is refused"),
        _choice("asset-use", "at-create|late", 37, "when an asset that is unknown, unfit or not Active is refused"),
        _choice("processing-asset", "refused|waited-for", 37, "an asset that is still Processing", "AS-USE-ACTIVE"),
        # Media
        _choice("image-edges", "valid|invalid", 8, "sides of exactly 300 or 6000 px, ratios of exactly 0.4 or 2.5"),
        _choice("lowest-image-ratio", "0.4|0.39", 8, "the narrowest image", "MD-IMG-RATIO-MIN MD-IMG-*-SAME"),
        _choice("heic-images", "refused|accepted", 9, "images in HEIC or AVIF"),
        _choice("video-shapes", "tolerant|window", 10, "480p to 720p: by short side, or by the areas of other sellers"),
        _choice("adaptive-ratio", "input|16:9", 10, "the ratio of a result for `adaptive`", "QR-FRAME-RATIO"),
        _choice("length-slack", "0.2|0.1|none", 11, "seconds that a clip or a total may be outside"),
        _choice("megabyte", "binary|decimal", 12, "what MB means in the size limit of audio files"),
        _choice("asset-media", "at-create|at-upload", 35, "when sides and lengths of an asset's file are judged"),
        # Errors
        _choice("refusal-status", "400|422|403|409", 19, "HTTP status of a refused body"),
        _choice("refused-create", "envelope|failed", 19, "an error, or HTTP 200 with status failed and no id"),
        _choice("check-order", "all|first", 19, "report every broken rule or only the first"),
        _choice("auth-style", "401|403|200-204", 20, "a bad key: HTTP 401, 403, or HTTP 200 with code \"204\""),
        _choice("bearer-case", "any|exact", 20, "whether the word Bearer may be in lower case"),
        _choice("unknown-id", "404|400|200-code", 29, "the answer about an unknown, foreign or deleted id"),
        _choice("wrong-method", "405|404|501", 19, "HTTP status of a method that an endpoint doesn't have"),
        _choice("rate-limit", "none|429|503", 31, "every 100th call is rate-limited, with Retry-After: 1"),
        # Answers
        _choice("success-status", "200|201|202", 22, "HTTP status of a successful create"),
        _choice("answered-model", "requested|routed", 2, "the model that answers name", "CS-MODEL-ECHO"),
        _choice("answer-numbers", "numbers|texts", 24, "the type of actualDuration and totalTokens", _NUMBERS),
        _choice("extra-fields", "absent|present", 22, "fields that no page names in answers"),
        _choice("inapplicable-fields", "documented|null|absent", 23, "answer fields that don't apply to the status"),
        _choice("answer-label", "plain|charset", 19, "application/json with or without a charset"),
        _choice("query-alias", "absent|present", 4, "GET /v1/kyyvideo2/videos/{id} answers like the query"),
        _choice("id-form", "video-uuid|hex|number", 34, "the form of task ids"),
        _choice("states", "all|skip-processing", 27, "whether a task passes through processing"),
        _choice("actual-duration", "frames|equal", 28, "the file's length: one frame more (5.04), or as asked"),
        _choice("video-url", "stable|re-signed", 30, "whether the result address changes between queries"),
        _choice("expired-result", "410|404|403", 30, "HTTP status of a result after its 24 hours"),
        # Assets
        _choice("asset-id-form", "documented|uuid", 34, "the form of asset ids"),
        _choice("asset-code", "documented|number|string", 24, "`code` of asset answers: as documented, or one type"),
        _choice("asset-detail", "wrapped|flat", 26, "the asset's fields in `data` or at top level"),
        _choice("asset-refusal", "at-upload|late", 35, "when an asset that can't be fetched is refused"),
        _choice("second-delete", "refused|accepted", 35, "the second delete of one asset"),
        _choice("delete-message", "success|chinese", 36, "the text of a successful delete"),
    )
}  # fmt: skip


class UnknownChoiceError(ValueError):
    """The choice or the value doesn't exist; the message lists what there is."""


def resolve(given: Mapping[str, str]) -> dict[str, str]:
    """Complete some choices with the defaults of the others; raises UnknownChoiceError."""
    values = {choice.name: choice.default for choice in CHOICES.values()}
    for name, value in given.items():
        choice = CHOICES.get(name)
        if choice is None:
            raise UnknownChoiceError(f"choice '{name}' doesn't exist: --list-choices shows them all")
        if value not in choice.values:
            raise UnknownChoiceError(f"choice {name} can't be '{value}': use {', '.join(choice.values)}")
        values[name] = value
    return values
