"""Create: `model` and `prompt`, the two fields of every request."""

from seedance_conformance.suite.create.case_groups import acceptance_test, refusal_test

test_a_missing_model_is_refused = refusal_test(
    "CR-MODEL-REQ", "`model` is required: absent or null is refused in every mode."
)
test_a_named_model_is_accepted = acceptance_test(
    "CR-MODEL-REQ", "A body with `model`, `prompt` and the references that the model needs is accepted."
)
test_an_unknown_model_is_refused = refusal_test(
    "CR-MODEL-ENUM", "`model` is one of the four names: near misses, other families and other types are refused."
)
test_each_model_is_accepted = acceptance_test(
    "CR-MODEL-ENUM", "`model` is one of the four names: each of them is accepted."
)
test_a_missing_prompt_is_refused = refusal_test(
    "CR-PROMPT-REQ", "`prompt` is required in every mode: absent or null is refused."
)
test_a_prompt_is_accepted = acceptance_test("CR-PROMPT-REQ", "`prompt` is required, and accepted with each model.")
test_a_prompt_that_is_not_a_string_is_refused = refusal_test(
    "CR-PROMPT-TYPE", "`prompt` is a string: numbers, booleans, arrays, objects and null are refused."
)
test_any_text_is_accepted_as_a_prompt = acceptance_test(
    "CR-PROMPT-TYPE", "`prompt` is a string: any script, quotes, line breaks and JSON-like text are accepted."
)
