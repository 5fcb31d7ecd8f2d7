"""Sentences that refuse a create and may have started a task; nobody has listed them before."""

from typing import Final

SENTENCES: Final = (
    *("プロンプトは必須です", "タスクを受け付けました。コールバックに失敗しました", "キューに追加されました"),
    *("프롬프트가 필요합니다", "작업이 대기열에 추가되었습니다", "Недостаточно средств", "Задача поставлена в очередь"),
    *("Créditos insuficientes", "La tarea fue aceptada", "Su video esta en cola", "Falta el campo prompt"),
    *("Ungültiger Schlüssel", "Ihre Aufgabe wurde angenommen", "Der Auftrag wurde gestartet", "Prompt angenommen"),
    *("Tarefa aceita e na fila", "Zadanie przyjete", "Callback invalide, votre demande est en cours"),
    "المهمة قيد التنفيذ",
    *("任务已进队列\uff0c回调失败", "任務已創建\uff0c回調失敗", "请稍后查询结果", "正在维护队列"),
    *("任务7782019", "编号a7k2q", "回调失败7782019a", "扣除120积分", "时长15秒\uff0c扣费成功", "15秒后出片"),
    "实际7782019k2",
    *("视频时长15秒\uff0c已排好", "排队位置16", "错误7782019", "不支持7782019", "视频7782019无效", "前面还有3个任务"),
    *("生成请求已登记\uff0c回调地址无效", "Angenommen", "aceptada", "Error: aceptada", "Your video is on its way"),
    *("We will send your video soon", "callback invalid. You will get the video.", "We have begun rendering"),
)
"""Refusals and acceptances in words that nobody listed."""

UNSEEN: Final = (
    *("failed to parse upstream response body", "upstream returned invalid JSON", "empty response from upstream"),
    *("task_id is empty", "no task id in the upstream response", "did not receive a response from the service"),
    *("failed to save task to database", "failed to return the id", "failed to get task result"),
    "failed to query task",
    *("context canceled", "client disconnected", "request canceled", "stream closed"),
    "connection refused after sending",
    *("upstream status 200", "bad response from upstream: 201", "response has no id", "unmarshal_response_body_failed"),
    *("上游返回为空", "任务ID为空", "上游响应解析失败", "保存任务失败", "写入数据库失败", "查询任务失败"),
)
"""The gateway didn't read or keep the answer of the service behind it."""
EXISTING: Final = (
    *("Please wait for the result", "please wait while your video renders", "Please check the result later"),
    *("try again later to get the result", "is under review, please wait", "pending review", "position 3"),
    "task not found",
    *("do not retry", "don't create another one", "you must not submit it again", "No error.", "1 credit consumed"),
    *("render failed", "video generation failed", "task expired", "the task has been rejected", "task status unknown"),
    *("任务失败", "视频生成失败", "任务不存在", "请等待结果", "审核中"),
)
"""They speak of a task that exists."""
