"""The only code that sends requests to a target: exchange log, budget, redaction, following of tasks, curl."""
