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

STARTED: Final = (
    *("request failed after start", "operation failed after submission. Invalid parameter", "任务未返回"),
    *("制作未返回\uff0c提示词过长", "request lined up", "payment is being made"),
    *("credit saved. Invalid parameter: seed", "积分处理完毕\uff0c参数错误", "积分已接单", "the charge expired"),
    *("clip expired", "Do not resend. Invalid parameter", "Invalid parameter. state unclear"),
    *("payment is on its way but the prompt is too long", "扣费未返回\uff0c回调地址无效"),
    *("Error after the model had begun", "The service failed after we sent your request to the provider"),
    *("failed at step 12 of 40", "Could not upload the output to storage", "Output moderation failed"),
    *("We could not show the video because it violates our policy", "Price 0.25 USD; prompt too long"),
    *("Points are not given back", "refund will not be issued, prompt too long"),
    *("Billing failed, please contact support", "Failed to update the balance", "Failed to record the usage"),
    *("Insufficient balance after charge", "under way, invalid parameter", "retrying with another provider"),
    *("Max retries reached", "Overloaded. Your video will take longer", "Please look later"),
    *("try again later to see the video", "Don't start another one", "A second request will be billed"),
    *("repeated request is not allowed", "record created with wrong parameter", "No id was given"),
    *("nothing received from the provider", "unknown status", "might have started. Invalid parameter"),
    *("i/o timeout", "Video not found", "Video is too short. Balance: 90 points", "charge not found"),
    *("Operation stopped by user", "execution error", "Processing error", "Model failed to generate output"),
    *("no video was generated", "empty result", "Model error", "2 of 4 could not be made"),
    *("seed is not supported and has no effect", "Image too large, resized", "duration 20 invalid, 15 instead"),
    *("Duration was limited to 15 seconds", "Your server did not accept the callback", "Preview not available"),
    *("Cache error", "database error", "failed to update", "gateway error", "copy_response_body_failed"),
    *("last free credit went into this", "the next request must wait 60 s", "delayed: rate limit"),
    *("Your request is safe with us", "This is no failure", "not rejected", "Not an invalid request"),
    *("Passed moderation, invalid seed", "fine, but prompt too long", "cannot cancel", "cannot be undone"),
    *("time is up", "Taking too long", "no longer waiting", "对方未应答", "结果未知", "状态异常"),
    *("无法确定是否扣费", "扣费超限", "失败不退积分", "返还失败", "计费异常\uff0c请联系客服", "付款不可撤销"),
    *("用掉10积分\uff0c参数错误", "额度已冻结", "余额更新失败", "额度不足\uff0c等额度恢复后开始"),
    *("重试次数用尽", "切换渠道重试", "耗时超过预期", "中途出错", "运行错误", "处理错误", "编码失败"),
    *("视频上传失败", "写库失败", "数据库错误", "连接异常", "工作节点异常", "视频违规"),
    *("生成的视频涉及敏感内容", "输出敏感", "成片未通过审核", "作品审核未通过", "送审失败", "任务错误"),
    *("任务未找到", "同样的请求不可再发", "不必再试", "请勿离开", "请在关闭前下载", "不会取消", "无法撤销"),
    *("不影响出片", "参数无效\uff0c未采用", "敏感词过滤", "回调未送达", "字幕失败", "水印错误", "未记录"),
    *("校验通过", "好\uff0c参数错误", "不算错误", "未被拒绝", "非拒绝", "未超限", "积分够\uff0c参数错误"),
    *("免费额度抵扣\uff0c参数错误", "积分转出", "最后一次额度", "今日不可再用", "下次不再支持", "status 未知"),
    *("video 过期", "worker 异常", "模型不可用 -> pro", "视频需要5分钟", "The video needs 5 minutes"),
)
"""They speak of a start, of waiting or paying, of an answer that was lost, or of a request that was changed."""
