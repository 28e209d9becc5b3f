# What only one person reads, in English. Each sentence is one line: a line break here is
# one in Discord. { $… } are arguments; { $by } and { $thread } become mentions.

## Answers to commands

opened = Jules has the task. Follow it in { $thread }.
attached = That session has a thread now: { $thread }.
approving = Telling Jules to go ahead. The plan card changes as soon as Jules confirms.
plan_superseded = Jules has replaced that plan. Review the newest one: `/jules plan` shows it.
approved_here = That plan has already been approved by { $by }.
approved_outside = That plan has already been approved outside this thread.
approval_under_way = { $by } has approved that plan; Jules has not confirmed it yet.
no_plan = There is no plan yet. It appears here as soon as Jules has written it.
approval_not_needed = That plan needs no approval: Jules is already working on it.
sending = Your words are on their way to Jules.
asking = Jules has been asked. The answer arrives here, as a reply to your question.
revising = Your changes are on their way to Jules. The new plan appears here as a new card.
no_changes = Jules has not changed any file yet.
not_ended = There is no result yet: the session is still going on. `/jules status` shows where it stands.
stopping = Archiving the session: Jules has no cancel call, and archiving pauses the work. A reply here wakes it again.
archiving = Archiving the session: it leaves the list at Jules. A message here brings it back.
archiving_busy = Archiving the session: it leaves the list at Jules. It is still working: archiving pauses that. A message here brings it back.
detaching = This thread is detached. The session goes on at Jules; nothing of it is shown here any more, and nothing written here reaches it. `/jules attach` gives it a new thread.
detached = This thread was detached from its session, so nothing was done. `/jules attach` gives the session a new thread; `/jules start` begins another.
closed = This session no longer exists at Jules. Start a new one with `/jules start`.
never_started = Jules never started this task. Start it again with `/jules start`.

## Answers to buttons and forms. Names in bold are of buttons in the thread, which are English

answering = Your answer is on its way to Jules.
answering_late = That question was settled meanwhile. Your words are on their way to Jules all the same.
question_answered_here = { $by } has answered that question. To add something, just write it in the thread.
question_settled_elsewhere = That question is settled. To add something, just write it in the thread.
waking = Telling Jules with a message that the plan is approved.
approve_first = Nobody has approved that plan yet, so nothing was sent. Press **Approve** under it.
moved_since = Jules has moved since, so nothing was sent. `/jules status` shows where it stands.
nudged_already = { $by } has just written to Jules; it mostly answers within a few minutes.
nothing_to_resend = That message was sent again already, or it is too old and I no longer have it. Write it again in the thread.
nudging = Asking Jules how it is going.
retrying = Trying again. The status card shows how it goes.
nothing_to_retry = There is nothing to try again: the session has gone on since. `/jules status` shows where it stands.
retried_by_batch = Its batch has begun this task again, in a new thread.
pausing = The status card stands still for everybody here. **Resume updates** lets it move again.
resuming = The status card shows progress again.
more = { $commands ->
    [0] Jules has not run any command here yet. Their output can be had here once it has.
    [one] Jules has run one command. Choose it to get all it printed as a file.
   *[other] The last { $commands } commands that Jules ran. Choose one to get all it printed as a file.
}
command_output_menu = Command output
exit_done = done (exit code 0)
exit_failed = failed (exit code { $code })
output_file = All that the command printed
output = All that { $command } printed is in the file.
patch_hint = All changes so far. `git apply changes.patch` makes them in your checkout.

## Forms: titles and labels of at most 45 characters

changes_form = Request changes to the plan
changes_field = What should be different?
reply_form = Reply to Jules
reply_field = What should Jules know?

## Where a session stands

state_starting = 🕓 Starting
state_queued = 🕓 Waiting for its turn at Jules
state_planning = 🧭 Jules is planning
state_plan_waits = 📝 The plan waits for approval
state_question_waits = ❓ Jules waits for your answer
state_working = 🔧 Jules is working
state_paused = ⏸️ Paused
state_failed = ❌ Failed
state_finished = ✅ Finished
state_faded = ⏸️ Put aside: the plan was not approved
state_finished_asking = ❓ Finished with a question that waits for your answer
state_faded_approved = ⏳ Put aside; waiting for Jules to take the approval
state_detached = 🔌 Detached: goes on at Jules, nothing is shown here
state_cut_off = 🔑 Cut off: its key was revoked; it goes on at Jules

## The cards of a thread, which a command shows to one person, too. Names in bold are of buttons

status_line = { $place } · for { $requester } · started { $since }
step = **Step { $number } of { $of }:** { $title }
updates_paused = ⏸️ **Updates are paused** by { $by }: no progress is shown here. What Jules says, what needs you and the end still appear. Press **Resume updates** to see progress again.
kept_back = { $count ->
    [one] 🔇 This thread is quiet: 1 message from Jules is not shown here; **Open in Jules** has it.
   *[other] 🔇 This thread is quiet: { $count } messages from Jules are not shown here; **Open in Jules** has them.
}
and_more = … and { $count } more
plan_title = { $steps ->
    [one] Plan { $number } · 1 step
   *[other] Plan { $number } · { $steps } steps
}
old_plan_title = { $steps ->
    [one] Old plan { $number } · 1 step
   *[other] Old plan { $number } · { $steps } steps
}
plan_asked = ⏳ { $by } approved it; waiting for Jules to confirm.
plan_unconfirmed = ⚠️ { $by } approved it, but nothing has moved since. Approve it again, or wake Jules with a message.
plan_approved = ✅ Approved by { $by }.
approved_elsewhere = ✅ Approved outside this thread.
plan_goes_ahead = ▶️ Jules goes ahead; no approval is needed.
plan_replaced = ↩️ Replaced by a newer plan.
plan_stale_at = ⏳ Jules puts an unapproved plan aside after about 10 minutes: { $at }.
plan_faded = ⏸️ Jules has put this plan aside. **Approve** still works; a message here wakes Jules, too.
all_may_approve = -# Whoever may use this bot here can approve.
role_may_approve = -# { $role } is asked to approve; whoever may use this bot here can.
no_title = (no title)
plan_file = The whole plan
plan_in_file = -# The details of each step are in { $file }.
changes_title = Changes: { $counts }
commit_message = **Suggested commit message**
patch_file = All changes as a patch for git apply

## What came out: facts beside each other

took_moments = in under a minute
took_minutes = { $minutes ->
    [one] in 1 minute
   *[other] in { $minutes } minutes
}
took_hours = in { $hours } hours
with_pull_request = pull request <{ $url }>
with_open_question = ❓ with a question that nobody has answered
counts = { $files ->
    [one] 1 file +{ $added } −{ $removed }
   *[other] { $files } files +{ $added } −{ $removed }
}

## The change set, page by page

diff_overview = **{ $counts }** · choose a file to see what changes in it.
diff_page = { $file } · { $change } · page { $page } of { $pages }
diff_newer = 🔄 Jules has changed more since you opened this; these are the newest changes.
file_added = new file, +{ $added }
file_deleted = deleted, −{ $removed }
file_renamed = renamed from { $from }, +{ $added } −{ $removed }
file_copied = copied from { $from }, +{ $added } −{ $removed }
file_mode = mode changed from { $from } to { $to }
file_binary = not text: the patch holds its bytes
file_without_lines = There is no line to show: only the name or the mode changes, or the content is not text.
changes_unavailable = Jules does not hand these changes out any more.
changes_unavailable_see = Jules does not hand these changes out any more. See <{ $url }>.
file_unavailable = Jules does not hand that out any more, or it is empty or too large for Discord.
no_such_file = { $path } is not among the changed files, or not the only one of that name. These were changed:
choose_file = Choose a file
next_page = Next page ▶
previous_page = ◀ Previous page
more_files = More files ▶
earlier_files = ◀ Earlier files

## Choices: at most 100 characters

no_repository_choice = none: a task without a repository
unset_choice = unset: nothing by default
no_repository = no repository
has_thread_already = has a thread

## Starting

by_default = It works in { $place }, which this channel is set to.
enclosed_whole = 📎 { $name } is part of what Jules gets.
enclosed_part = ⚠️ Of { $name } Jules gets only the first { $characters } characters: words and files together may have 8,000.
enclosed_too_much = ⚠️ { $name } was left out: words and files together may have 8,000 characters.
enclosed_picture = 🖼️ Jules takes no pictures this way, so it gets a link to { $name }. It may be unable to open it, and Discord ends such links after about a day: say in words what matters.
enclosed_other = 🔗 { $name } is no text, so Jules gets a link to it, which ends after about a day.
enclosed_nothing = ⚠️ { $name } could not be read from Discord and was left out.

## Send to Jules

offer_head = **Shall Jules get this?** Nothing has begun yet.
offer_files = { $files ->
    [one] 📎 One file comes with it.
   *[other] 📎 { $files } files come with it.
}
offer_place = It will work in { $place }, and wait for your approval of its plan.
offer_open = **Choose where:** several repositories are connected.
offer_begin = Start
offer_other = Another repository or branch…
offer_repo_menu = Repository
offer_branch_menu = Branch to start from
offer_form = Where shall Jules work?
offer_repo_field = Repository, or none
offer_branch_field = Branch; empty for the default one

## Batches

batch_begun = { $repositories ->
    [one] The batch has begun: one repository, at most { $at_once } at work at the same time. Its card is in { $channel }.
   *[other] The batch has begun: { $repositories } repositories, at most { $at_once } at work at the same time. Its card is in { $channel }.
}
batch_stopping = { $left ->
    [0] Everything has begun already; `/jules stop` in a thread pauses its session.
   *[other] No more is begun: { $left } stay out. What has begun goes on; `/jules stop` in its thread pauses it.
}
batch_going_on = { $left ->
    [0] Everything has begun already.
   *[other] Going on: { $left } still to begin.
}
batch_retrying = { $count ->
    [0] Nothing of it has failed, or it was taken up in its own thread; so nothing was begun again.
    [one] Beginning the failed one again, in a new thread.
   *[other] Beginning the { $count } failed ones again, each in a new thread.
}

## Lists and the inbox

list_empty = No sessions here. Start one with `/jules start`.
list_part = **Sessions { $first }–{ $last } of { $count }**, newest first
page_before = ◀ Back
page_after = More ▶
inbox_empty = Nothing waits for you here.
inbox_whole = { $count ->
    [one] **One thing waits for you**
   *[other] **{ $count } things wait for you**, the longest first
}
inbox_part = **{ $count } things wait for you**, the longest first ({ $first }–{ $last })
plan_waits_for_you = 📝 A plan to approve in { $thread } · { $place } · { $whose } · waits since { $since }
question_waits_for_you = ❓ A question to answer in { $thread } · { $place } · { $whose } · waits since { $since }
yours = yours
theirs = { $requester }'s

## Help

help_what = **Jules works on your repositories, and you talk to it in a thread.**
help_start = `/jules start` opens a thread: Jules writes a plan, you press **Approve** or **Request changes**. `run` lets it work without asking and opens a pull request.
help_talk = In the thread, just write: 📨 stored, ✅ Jules has it, ⚠️ it did not work. Begin with `?`, mention me or reply to one of my messages to ask; begin with `!` or `(aside)` to talk among yourselves.
help_you_may = **You may**
help_not_here = **Not here:** { $rights }
right_start = start
right_start_how = `start` `run` `batch` `attach`, and **Send to Jules** in a message's menu
right_talk = talk to Jules
right_talk_how = write in the thread, or `send` `ask` `revise`
right_approve = approve
right_approve_how = **Approve** under a plan, or `approve`
right_look = look
right_look_how = `status` `plan` `diff` `result` `list` `inbox`
right_set_up = end and set up
right_set_up_how = `stop` `archive` `detach` `settings` `key`

## Settings

settings_of_channel = **Sessions started in { $channel }**
settings_repo = • repository: { $repo }
settings_branch = • branch: { $branch }
settings_forum = • they appear as posts in { $forum }
settings_no_forum = • they appear here
repo_not_set = not set: named with each session
branch_not_set = the repository's default
settings_of_thread = **This thread**
settings_verbosity = • verbosity: { $shows }
settings_calls = • calls: { $who } when somebody is needed
settings_muted = • calls: nobody: it is muted
shows_quiet = quiet: only what needs somebody, and the outcome
shows_normal = normal: progress in the status card
shows_verbose = verbose: a silent line for each step
settings_changed = ✅ Changed.
settings_hint = -# `repo` `branch` and `forum` are this channel's; `unset`, or as forum this channel itself, takes one back.

## Jules keys

key_form = A Jules API key
key_field = Key from jules.google.com/settings
keys_no_master = No keys can be kept here yet: whoever runs this bot has to set `MASTER_KEY_FILE` first.
keys_not_for_servers = Whoever runs this bot takes no keys of servers.
keys_not_for_people = Whoever runs this bot takes no keys of single people.
key_exists = There is a key already. `/jules key rotate` puts another in its place, `/jules key revoke` forgets it.
key_missing = There is no such key. `/jules key set` takes one.
key_is_none = That is no Jules key, so nothing was stored. Copy one from jules.google.com/settings, all of it and nothing else.
key_not_accepted = Jules does not accept that key, so nothing was stored. Make one at jules.google.com/settings and try again.
key_not_tried = Jules did not answer, so the key could not be tried and nothing was stored. Try again in a moment.
key_of_another_account = That key belongs to another Jules account, where the sessions of the present one do not exist, so nothing was stored. Take a key of the same account, or begin anew after `/jules key revoke`.
key_taken = ✅ Jules accepts the key that ends in { $ends }, and it reaches { $sources ->
    [one] one repository
   *[other] { $sources } repositories
}. What is started from now on works with it.
key_replaced = ✅ Jules accepts the key that ends in { $ends }, and the sessions go on with it. Delete the old one at jules.google.com/settings.
key_revoked = ✅ The key is forgotten. { $sessions ->
    [0] No session worked with it.
    [one] One session worked with it, and its thread is told.
   *[other] { $sessions } sessions worked with it, and their threads are told.
} Jules still accepts it: delete it at jules.google.com/settings.
key_mine = • Your key ends in { $ends }; you gave it { $since }
key_mine_none = • You have given no key of your own
key_server = • This server's key ends in { $ends }; { $by } gave it { $since }
key_server_none = • This server has no key of its own
key_uses_mine = What you start here works with **your key**.
key_uses_server = What you start here works with **this server's key**.
key_uses_operator = What you start here works with **the key of whoever runs this bot**.
no_key_here = There is no Jules key that you could work with here: `/jules key set` takes one, your own or this server's.
key_gone = The Jules key of this was revoked, so what is at Jules cannot be read here any more.
key_gone_before = The Jules key it was to begin with was revoked.
cut_off_already = The Jules key of this session was revoked, so nothing was done. With a key of the same account, `/jules attach` gives the session a new thread.

## Refusals

denied_elsewhere = I only work in the servers I was set up for.
denied_nobody_configured = Only the owner of this bot may use it so far. They can let others in with `access.users` or `access.roles`.
denied_not_listed = You may not do that here. Ask the people who run this bot to add you or one of your roles.
denied_automated = Bots and webhooks may not use this bot.
denied_repository = You may do that, but not with this repository. Ask the people who run this bot.
denied_channel = This repository is not worked on in this channel. Use one of the channels that were chosen for it.
denied_branch = Sessions in this repository may not start from that branch. Choose another one.
denied_auto_pr = Jules may not open pull requests by itself in this repository. Start without that: `/jules start`.
denied_unattended = Here a person has to approve the plan first. Start with approval: `/jules start`.
denied_four_eyes = This plan came from your own words, so somebody else has to approve it.
denied_unknown = Discord does not tell me your roles right now, so I did nothing. Try again in a moment.
denied_gone = Whoever wrote this is not in this server any more, so it was not passed on.
denied_unrecorded = I could not write down that you did this, so I did not do it. Tell the people who run this bot.
quota_user_day = You have started as many sessions as one person may in 24 hours: { $most }. Try again later.
quota_repo_day = As many sessions as this repository takes in 24 hours were started: { $most }. Try again later.
quota_day = As many sessions as this bot may start in 24 hours were started: { $most }. Try again later.
quota_user_live = You have as many open sessions as one person may: { $most }. Wait for one to end, or stop one.
quota_repo_live = This repository has as many open sessions as it may: { $most }. Wait for one to end, or stop one.
quota_live = There are as many open sessions as this bot may have: { $most }. Wait for one to end, or stop one.
audit_head = The newest decisions in this server, newest first. `jules-discord audit verify` checks all of them.
audit_nothing = Nothing has been decided in this server since the bot was started.
audit_allowed = allowed
audit_denied = refused: { $why }

no_words = There is nothing to send: write at least one word for Jules.
too_many_words = That is { $characters } characters, and Jules takes at most 6,000: shorten it, or put the details into a file.
no_such_repository = Jules has no access to the repository { $repo }: pick one from the list, or connect it at jules.google.com.
no_such_default = This channel is set to the repository { $repo }, to which Jules has no access: name another with `repo`, or change it with `/jules settings`.
no_such_branch = { $repo } has no branch { $branch }: pick one from the list, or leave it out for the default branch.
no_such_session = Jules knows no such session: paste its link from jules.google.com, or pick one from the list.
not_a_session = That is not a session: paste its id, which is a number, or its link from jules.google.com.
session_has_thread = That session has its thread already: { $thread }.
which_repository = Which repository? Choose one with the `repo` option, or write `none` there for a task without one.
branch_of_which = Which repository is that branch of? Set `repo` for this channel first.
no_forum = That is no forum of this server: choose a forum channel, or this channel itself for threads.
forum_gone = This channel's sessions appear in { $forum }, which I cannot see any more: let me in, or choose another with `/jules settings`.
no_repositories = Which repositories? Name at least one, with commas or spaces between them; a batch needs repositories.
too_many_repositories = Those are { $count } repositories, and a batch has at most { $most }: leave some for another one.
no_such_message = I cannot read that message: it was deleted, or I may not read the history of this channel.
nobodys_words = Discord wrote that, and nobody: choose a message somebody wrote.
repository_gone = That repository or branch is not there any more: send the message to Jules again and choose another.
no_threads_here = Threads cannot be opened here. Use this in a text channel, or in a post of a forum.
cannot_see = I cannot see this channel. Give me the View Channel permission here, or use another channel.
unknown_button = I do not know that button. `/jules help` lists what you can do.

## What went wrong

no_session = This works only in a thread that belongs to a Jules session. Start one with `/jules start`.
opening_already = That is being started already: its thread appears in a moment.
no_batch = I do not know that batch any more. `/jules list` shows its sessions, `/jules batch` begins another.
busy = I could not take that just now, and it is not your fault. Please try again in a moment.
unconfirmed = I am too busy to confirm that. Look at the thread before you try again.
no_thread = Discord did not let me open a thread here: { $why }. Check that I may create public threads in this channel.
no_post = Discord did not let me open a post in the forum: { $why }. Check that I may see it and send messages there.
not_saved = I could not save that, so nothing was done. Please tell the people who run this bot.
key_refused = Jules does not accept my key, and it is not your fault. If somebody gave it for this server or for themselves, `/jules key rotate` puts another in its place; else the people who run me can mend that: `jules-discord check` says how.
jules_unreachable = Jules could not be reached just now, and it is not your fault. Please try again in a moment.
discord_refused = Discord did not take my answer. Please try again.
unreadable_command = I could not read that. `/jules help` lists what each command takes.
our_fault = Something went wrong on my side; it is not your fault. Please try again.
