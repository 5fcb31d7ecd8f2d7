"""What the words of a status mean, in the spellings of gateways."""

import pytest
from seedance_client._sdk.answers.values import meaning_of, normalized

SPELLINGS = {
    "completed": "TASK_STATUS_SUCCEED TASK_STATE_COMPLETED JOB_STATE_SUCCEEDED STATUS_SUCCESS TaskStatusSuccess "
    "taskSuccess video_generation_completed JobState.Succeeded run-state:done State_Done 成功 已完成",
    "failed": "TASK_STATUS_FAILED STATE_FAILED video_generation_failed TaskStatusFailed taskFailed Timed-Out "
    "JOB_FAILED task.failed TASK_STATUS_CANCELED ASYNC_TASK_STATUS_TIMED_OUT 失败 SUBMIT_FAILED upload_failed "
    "ContentRejected PROCESSING_ERROR user-cancelled CANCELLED_BY_USER failed_nsfw failed:nsfw Failed(moderation) "
    "任务失败 审核失败 生成失败:余额不足",
    "pending": "TASK_STATUS_QUEUED TASK_STATUS_PROCESSING InProgress notStarted Queueing video_generating "
    "TaskInProgress 生成中",
    "unknown": "task state_ status video TASK_STATUS_UNSPECIFIED not_failed failed_over "
    "partially_completed request_success failing resubmitted _ - successor 部分失败 TASKSTATUSFAILED SUBMIT_SUCCESS "
    "callback_failed error_retrying failed_attempt failed_waiting partial_failure no_error notifyFailed "
    "回调失败 提交成功",
}


@pytest.mark.parametrize("meaning", SPELLINGS)
def test_spellings(meaning: str) -> None:
    """A prefix, capitals and separators don't change a word, nor does a reason or a step beside a failure."""
    words = SPELLINGS[meaning].split()
    assert {word: meaning_of(word) for word in words} == dict.fromkeys(words, meaning)
    assert {word: meaning_of(normalized(word)) for word in words} == dict.fromkeys(words, meaning)
