//! Every threat of the model, and the tests that show what is done about it. A test that is
//! renamed or taken away breaks this one.

use std::path::Path;

use crate::harness::THREATS;

/// Number, what is tried, and where it is shown: names of tests, or a file that `.ci/run` examines.
const SHOWN: [(u8, &str, &[&str]); THREATS as usize] = [
    (1, "member without a right, by command, button and words", &["each_right_opens_what_it_is_for_and_nothing_else"]),
    (
        2,
        "repository typed by hand: foreign, `../`, 2,000 characters",
        &["a_repository_is_kept_from_whoever_has_no_right_to_it"],
    ),
    (
        3,
        "direct message; channel not bound to the repository",
        &[
            "a_listed_person_can_do_nothing_in_another_server_or_a_direct_message",
            "a_repository_is_worked_on_in_its_channels_only",
        ],
    ),
    (
        4,
        "foreign guild: refused there, and left",
        &[
            "a_server_that_was_not_set_up_is_left_with_a_word",
            "a_listed_person_can_do_nothing_in_another_server_or_a_direct_message",
        ],
    ),
    (
        5,
        "administrator without a place on the list",
        &["once_somebody_is_configured_not_even_owners_and_administrators_are_let_in_beside_them"],
    ),
    (
        6,
        "names and role names of others: only ids are read",
        &[
            "a_name_that_looks_like_somebody_elses_opens_nothing",
            "a_role_lets_in_and_a_role_with_the_number_of_a_user_does_not",
        ],
    ),
    (
        7,
        "role taken away a moment before the press, without an event",
        &["a_role_counts_as_it_is_at_the_moment_of_the_press"],
    ),
    (8, "member leaves while words wait", &["the_words_of_somebody_who_has_left_are_dropped_and_the_thread_is_told"]),
    (9, "suggestions without a right", &["with_nobody_configured_only_the_owner_of_the_application_is_let_in"]),
    (
        10,
        "flood of starts",
        &[
            "a_repository_is_kept_from_whoever_has_no_right_to_it",
            "what_was_started_is_counted_by_person_repository_and_day",
        ],
    ),
    (11, "settings and audit without `admin`", &["each_right_opens_what_it_is_for_and_nothing_else"]),
    (12, "Approve without `approve`", &["each_right_opens_what_it_is_for_and_nothing_else"]),
    (
        13,
        "four eyes: the starter approves (a second account of theirs is somebody else)",
        &[
            "a_repository_is_kept_from_whoever_has_no_right_to_it",
            "with_four_eyes_whoever_the_plan_comes_from_does_not_approve_it",
        ],
    ),
    (
        14,
        "double press, two approvers at once",
        &["two_people_who_press_approve_at_once_approve_once", "a_double_click_approves_once"],
    ),
    (
        15,
        "plan replaced between card, press and call",
        &[
            "a_plan_that_is_replaced_before_the_bot_hears_of_it_is_not_approved",
            "a_plan_that_is_replaced_while_an_approval_is_under_way_is_not_approved_in_silence",
            "an_approval_of_another_plan_is_loud",
        ],
    ),
    (16, "button of another thread, forged", &["a_forged_button_is_not_known_and_does_nothing"]),
    (
        17,
        "custom_id: empty, long, odd, old",
        &["a_forged_button_is_not_known_and_does_nothing", "forged_and_foreign_ids_mean_nothing"],
    ),
    (
        18,
        "the same event again",
        &[
            "what_discord_tells_twice_happens_once",
            "a_message_that_comes_twice_is_taken_once",
            "a_start_is_carried_out_once_and_again_only_after_it_failed",
        ],
    ),
    (
        19,
        "late interactions: what was asked is stored all the same",
        &["a_press_whose_answer_is_too_late_is_carried_out", "a_button_from_before_the_restart_works"],
    ),
    (
        20,
        "Approve after the session has failed or was archived",
        &["an_approval_that_comes_too_late_for_jules_is_not_made"],
    ),
    (
        21,
        "approval older than a day, clock set back",
        &[
            "an_approval_of_the_day_before_yesterday_is_not_passed_on",
            "an_approval_counts_for_a_day_and_a_clock_that_was_set_back_makes_it_no_younger",
        ],
    ),
    (22, "answer to approvePlan lost", &["a_reply_and_an_approval_whose_answers_are_lost_arrive_once"]),
    (
        23,
        "the agent imitates our cards",
        &["whatever_the_agent_says_stays_words", "a_hostile_agent_stays_inside_its_frame"],
    ),
    (
        24,
        "plan hides steps",
        &["whatever_the_agent_says_stays_words", "hidden_characters_are_removed_from_prose_and_shown_in_plans"],
    ),
    (25, "words without `reply`", &["each_right_opens_what_it_is_for_and_nothing_else"]),
    (
        26,
        "bots, webhooks, Discord's own messages",
        &["what_another_bot_writes_is_nobodys_word", "bots_webhooks_system_messages_and_ourselves_are_not_people"],
    ),
    (27, "quoted and forwarded words of others", &["somebody_elses_words_say_whose_they_are"]),
    (
        28,
        "edit after it was sent",
        &["what_is_edited_or_deleted_in_time_reaches_jules_so", "that_edits_stay_here_is_said_once"],
    ),
    (29, "deleted before and after", &["what_is_edited_or_deleted_in_time_reaches_jules_so"]),
    (
        30,
        "too many words; files (none are fetched from a thread)",
        &["words_of_no_or_too_many_characters_never_reach_jules"],
    ),
    (31, "words that ask for an approval", &["words_that_ask_for_more_are_only_words"]),
    (32, "messages elsewhere that mention the session", &["words_outside_of_a_thread_are_for_nobody"]),
    (33, "thread renamed or gone: only ids count", &["a_deleted_thread_is_left_alone_and_a_deleted_session_says_so"]),
    (
        34,
        "read later, by somebody who has lost the right",
        &["the_words_of_somebody_who_has_left_are_dropped_and_the_thread_is_told"],
    ),
    (
        35,
        "much was written while the bot was away",
        &["what_is_written_while_the_bot_is_away_is_delivered_once_and_in_order"],
    ),
    (
        36,
        "mentions in every place",
        &[
            "whatever_the_agent_says_stays_words",
            "a_hostile_agent_stays_inside_its_frame",
            "a_post_carries_its_nonce_pings_nobody_and_says_who_we_are",
        ],
    ),
    (
        37,
        "masked links, odd addresses",
        &["whatever_the_agent_says_stays_words", "no_masked_link_survives_outside_code"],
    ),
    (38, "addresses that unfurl", &["whatever_the_agent_says_stays_words", "a_hostile_agent_stays_inside_its_frame"]),
    (
        39,
        "open fences, nested quotes",
        &["whatever_the_agent_says_stays_words", "every_part_fits_and_closes_its_fences"],
    ),
    (
        40,
        "characters that turn the text around",
        &["whatever_the_agent_says_stays_words", "hidden_characters_are_removed_from_prose_and_shown_in_plans"],
    ),
    (
        41,
        "hidden characters, both ways",
        &[
            "whatever_the_agent_says_stays_words",
            "hidden_characters_are_removed_from_prose_and_shown_in_plans",
            "hidden_characters_do_not_reach_jules",
        ],
    ),
    (
        42,
        "NUL, terminal sequences, broken strings",
        &["whatever_the_agent_says_stays_words", "control_characters_and_terminal_sequences_do_nothing"],
    ),
    (43, "zalgo", &["whatever_the_agent_says_stays_words", "sanitising_twice_is_sanitising_once"]),
    (
        44,
        "a megabyte on a line, families of emoji",
        &[
            "whatever_the_agent_sends_costs_no_other_message",
            "a_megabyte_on_one_line_is_split_without_delay",
            "families_and_flags_are_never_torn",
        ],
    ),
    (
        45,
        "50 MB of patch, odd paths",
        &[
            "whatever_the_agent_sends_costs_no_other_message",
            "a_page_of_fifty_megabytes_comes_in_several_updates_of_bounded_size",
            "garbage_is_no_patch_and_no_panic",
        ],
    ),
    (
        46,
        "pictures that are none: by their first bytes, at most 8 MiB",
        &["whatever_the_agent_sends_costs_no_other_message", "a_picture_says_what_it_is_about"],
    ),
    (
        47,
        "unknown kinds, odd times",
        &[
            "whatever_the_agent_sends_costs_no_other_message",
            "a_kind_of_activity_nobody_knows_is_told_once",
            "items_that_cannot_be_read_are_counted_once",
        ],
    ),
    (
        48,
        "doubled, late, looping lists; the same plan id again",
        &[
            "whatever_the_agent_sends_costs_no_other_message",
            "a_hostile_feed_is_delivered_whole_and_once",
            "a_plan_of_the_same_id_with_other_steps_is_another_plan",
        ],
    ),
    (49, "thousands of activities a minute", &["two_hundred_messages_at_once_are_a_handful_though_the_bot_is_killed"]),
    (
        50,
        "secrets in what the agent says, encoded and cut (not in files: a patch must apply)",
        &["whatever_the_agent_says_stays_words", "secrets_are_known_by_their_shape", "an_encoded_secret_is_a_secret"],
    ),
    (
        51,
        "markup in titles, branches, addresses",
        &["whatever_the_agent_sends_costs_no_other_message", "a_line_is_one_line_of_plain_words"],
    ),
    (
        52,
        "nested JSON, bodies without end",
        &["whatever_the_agent_sends_costs_no_other_message", "a_resource_above_the_cap_is_too_large_and_not_read_on"],
    ),
    (
        53,
        "secrets in files that others can open; no option takes one",
        &[
            "what_is_unsafe_on_the_machine_is_refused_at_the_start",
            "secrets_come_from_files_and_are_never_shown",
            "the_master_key_comes_from_a_file_that_nobody_else_can_open_and_from_nowhere_else",
        ],
    ),
    (
        54,
        "secrets in the log at level trace, in the store, in the audit",
        &[
            "a_key_is_rotated_without_a_restart_and_the_audit_is_whole",
            "a_secret_is_redacted_in_messages_fields_and_spans",
            "a_key_that_somebody_types_is_in_no_line_though_nobody_knows_it_yet",
            "what_is_started_in_a_server_works_with_its_key_also_after_a_crash_and_no_other_server_sees_it",
        ],
    ),
    (55, "the token of an interaction in the log", &["the_token_of_an_interaction_is_redacted_by_its_shape"]),
    (
        56,
        "redirects, plain http",
        &[
            "what_is_unsafe_on_the_machine_is_refused_at_the_start",
            "a_redirect_is_not_followed_with_the_key",
            "only_https_and_this_machine_get_the_token",
        ],
    ),
    (
        57,
        "a proxy in the environment (used for the real services, never on this machine)",
        &["nothing_goes_by_a_proxy_and_no_port_is_open", "only_https_and_this_machine_get_the_token"],
    ),
    (
        58,
        "poisoned configuration",
        &[
            "what_is_unsafe_on_the_machine_is_refused_at_the_start",
            "a_poisoned_list_of_rights_is_refused",
            "what_is_wrong_with_a_file_is_said_in_one_sentence",
        ],
    ),
    (
        59,
        "store that is a link, open to others, in use",
        &[
            "what_is_unsafe_on_the_machine_is_refused_at_the_start",
            "nobody_else_may_look_into_the_directory",
            "a_symbolic_link_and_a_plain_file_are_no_place_for_a_store",
            "a_second_open_is_refused_and_names_the_holder",
        ],
    ),
    (
        60,
        "interactions endpoint set in the portal (found by `check`)",
        &["switches_in_the_developer_portal_that_are_set_wrongly_are_found"],
    ),
    (
        61,
        "token used elsewhere: told; both secrets can be replaced, the Jules key without a restart",
        &[
            "a_message_of_our_account_that_we_did_not_write_is_told",
            "a_key_is_rotated_without_a_restart_and_the_audit_is_whole",
        ],
    ),
    (62, "crates: cargo deny in .ci/run", &["the_program_is_of_known_parts_in_a_narrow_place", "ci:.ci/deny.toml"]),
    (
        63,
        "container and unit: .ci/run asks systemd",
        &["the_program_is_of_known_parts_in_a_narrow_place", "ci:deploy/jules-discord.service"],
    ),
    (64, "crash loop", &["the_last_identifies_of_the_day_are_not_used_up"]),
    (
        65,
        "health endpoint: there is none, no port is open",
        &["nothing_goes_by_a_proxy_and_no_port_is_open", "ci:deploy/Dockerfile"],
    ),
    (
        66,
        "audit changed; line breaks in names",
        &[
            "a_row_that_was_changed_taken_out_or_put_in_breaks_the_chain",
            "a_line_break_in_a_name_is_no_row_of_its_own",
            "an_event_is_one_line",
        ],
    ),
    (
        67,
        "Retry-After of nonsense",
        &[
            "nonsense_in_retry_after_delays_a_post_and_no_more",
            "nonsense_in_retry_after_neither_panics_nor_spins",
            "retry_after_is_clamped_and_garbage_is_tolerated",
        ],
    ),
    (
        68,
        "a hostile agent: contained, not prevented",
        &["whatever_the_agent_says_stays_words", "a_hostile_agent_stays_inside_its_frame"],
    ),
];

/// The text of all sources and tests below a directory.
fn texts(directory: &Path, out: &mut String) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_threat_has_a_test_that_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = String::new();
    texts(&root.join("src"), &mut all);
    texts(&root.join("tests"), &mut all);
    for (at, (number, tried, shown)) in SHOWN.iter().enumerate() {
        assert_eq!(usize::from(*number), at + 1);
        println!("T{number:02} | {tried} | {}", shown.join(", "));
        for name in *shown {
            match name.strip_prefix("ci:") {
                Some(file) => assert!(root.join(file).exists(), "T{number:02}: {file}"),
                None => assert!(all.contains(&format!("fn {name}(")), "T{number:02}: no test {name}"),
            }
        }
    }
}
