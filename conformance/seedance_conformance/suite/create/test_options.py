"""Create: `duration`, `aspect_ratio` and `generateAudio`, the options of every mode."""

from seedance_conformance.suite.create.case_groups import acceptance_test, refusal_test

test_a_duration_that_is_not_an_integer_is_refused = refusal_test(
    "CR-DUR-TYPE", "`duration` is an integer: fractions, strings, booleans, arrays and objects are refused."
)
test_an_integer_duration_is_accepted = acceptance_test("CR-DUR-TYPE", "`duration` is an integer.")
test_a_shorter_duration_is_refused = refusal_test(
    "CR-DUR-MIN", "`duration` is at least 4: 3, 0, negative and overflowing numbers are refused."
)
test_short_durations_are_accepted = acceptance_test(
    "CR-DUR-MIN", "`duration` is at least 4: 4 is accepted in every mode of every model, and so are 5 to 9."
)
test_a_longer_duration_is_refused = refusal_test(
    "CR-DUR-MAX", "`duration` is at most 15: 16, larger and overflowing numbers are refused."
)
test_long_durations_are_accepted = acceptance_test(
    "CR-DUR-MAX", "`duration` is at most 15: 15 is accepted in every mode of every model, and so are 10 to 14."
)
test_an_unknown_ratio_is_refused = refusal_test(
    "CR-RATIO-ENUM", "`aspect_ratio` is one of seven names: near misses and other types are refused."
)
test_each_ratio_is_accepted = acceptance_test(
    "CR-RATIO-ENUM", "`aspect_ratio` is one of seven names: each is accepted with each model and in each mode."
)
test_adaptive_is_accepted_in_every_mode = acceptance_test(
    "CR-RATIO-ADAPTIVE", "`adaptive` is accepted in text-only, frame and reference modes."
)
test_an_audio_flag_that_is_not_a_boolean_is_refused = refusal_test(
    "CR-AUDIO-TYPE", "`generateAudio` is a boolean: numbers, strings, arrays and objects are refused."
)
test_both_audio_flags_are_accepted = acceptance_test(
    "CR-AUDIO-TYPE", "`generateAudio` is a boolean: true and false are accepted in every mode of every model."
)
