"""Create: the three arrays of references, their types and counts, and the addresses in all media fields."""

from seedance_conformance.suite.create.case_groups import acceptance_test, refusal_test

test_references_that_are_not_an_array_of_strings_are_refused = refusal_test(
    "CR-REFS-TYPE",
    "The three reference fields are arrays of strings: other values, and other entries at any position, are refused.",
)
test_an_empty_list_of_images_is_refused = refusal_test(
    "CR-IMG-COUNT-MIN", "If `referenceImages` is sent, it has at least 1 entry."
)
test_one_image_is_accepted = acceptance_test(
    "CR-IMG-COUNT-MIN", "If `referenceImages` is sent, it has at least 1 entry: 1 is accepted."
)
test_ten_images_are_refused = refusal_test(
    "CR-IMG-COUNT-MAX", "`referenceImages` has at most 9 entries: 10 are refused in every mode."
)
test_nine_images_are_accepted = acceptance_test(
    "CR-IMG-COUNT-MAX",
    "`referenceImages` has at most 9 entries: 9 are accepted in every mode, and so is each number below.",
)
test_four_videos_are_refused = refusal_test(
    "CR-VID-COUNT-MAX", "`referenceVideos` has at most 3 entries: 4 are refused in every mode."
)
test_three_videos_are_accepted = acceptance_test(
    "CR-VID-COUNT-MAX", "`referenceVideos` has at most 3 entries: 2 and 3 are accepted in every mode."
)
test_four_audios_are_refused = refusal_test(
    "CR-AUD-COUNT-MAX", "`referenceAudios` has at most 3 entries: 4 are refused in every mode."
)
test_three_audios_are_accepted = acceptance_test(
    "CR-AUD-COUNT-MAX", "`referenceAudios` has at most 3 entries: 2 and 3 are accepted in every mode."
)


test_a_value_that_is_not_an_address_is_refused = refusal_test(
    "CR-URL-SCHEME", "Media strings are http(s) URLs or `asset://ASSET_ID`: anything else is refused, at once or late."
)
test_each_form_of_address_is_accepted = acceptance_test(
    "CR-URL-SCHEME",
    "Media strings are http(s) URLs: with a query, percent-encoding, an upper-case extension or a host name.",
)
