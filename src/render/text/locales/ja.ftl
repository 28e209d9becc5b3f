# 日本語、ですます調。セッション、プラン、スレッド、プルリクエスト。
# Each sentence is one line: a line break here is one in Discord.

## Commands: what Discord shows in their place. Names are lower case, descriptions at most 100 characters

jules = コーディングエージェント Jules と作業します
jules-start = セッションを開始します。Jules がプランを書き、あなたの承認を待ちます
    .name = 開始
    .prompt = Jules にしてほしいこと
    .repo = リポジトリ。使わないタスクなら `none`、省略するとこのチャンネルの設定
    .branch = 起点のブランチ。省略すると既定のブランチ
    .title = スレッドの短い名前
    .plan-approval = Jules がプランの承認を待つかどうか
    .plan-approval-required = 必要
    .plan-approval-skip = 省略
    .auto-pr = Jules が自分でプルリクエストを作成するかどうか
    .attachment = Jules に渡すファイル。テキストはタスクの一部に、それ以外はリンクになります
jules-run = すべて Jules に任せます。承認なしで進み、最後にプルリクエストを作成します
    .name = 実行
    .prompt = Jules にしてほしいこと
    .repo = リポジトリ。使わないタスクなら `none`、省略するとこのチャンネルの設定
    .branch = 起点のブランチ。省略すると既定のブランチ
    .title = スレッドの短い名前
jules-batch = 同じタスクを複数のリポジトリに渡します。承認なしで、それぞれプルリクエストを作成します
    .name = 一括
    .prompt = それぞれで Jules にしてほしいこと
    .repos = リポジトリ。コンマかスペースで区切ります
    .branch = すべてに共通の起点のブランチ。省略するとそれぞれの既定のブランチ
    .title = スレッドの短い名前
    .plan-approval = Jules が各プランの承認を待つかどうか
    .plan-approval-required = 必要
    .plan-approval-skip = 省略
jules-attach = すでにあるセッションのスレッドを開きます
    .name = 接続
    .session = セッションの ID か jules.google.com のアドレス
    .history = これまでの経過をどれだけ表示するか
    .history-none = なし
    .history-summary = 要約
    .history-full = すべて
jules-approve = 最新のプランを承認します
    .name = 承認
jules-revise = Jules に別のプランを頼みます
    .name = 修正
    .feedback = どこを変えてほしいか
jules-send = Jules に伝えます
    .name = 送信
    .text = 伝えたいこと
jules-ask = Jules に質問します。回答はスレッドに届きます
    .name = 質問
    .text = 質問の内容
jules-status = セッションの状況を表示します
    .name = 状態
jules-plan = 最新のプランをボタン付きで表示します
    .name = プラン
jules-diff = Jules の変更をパッチファイル付きで、または 1 つのファイルをページごとに表示します
    .name = 差分
    .file = このファイルだけをページごとに
jules-result = 結果を表示します
    .name = 結果
jules-list = このサーバーのセッションを新しい順に一覧表示します
    .name = 一覧
    .state = この状態のものだけ
    .state-working = 作業中
    .state-waiting = 待機中
    .state-ended = 終了
    .repo = このリポジトリのものだけ
    .mine = 自分が開始したものだけ
jules-inbox = あなたを待っているものを表示します。承認待ちのプラン、回答待ちの質問
    .name = 受信箱
jules-stop = セッションをアーカイブします。進行中の作業は一時停止します
    .name = 停止
jules-archive = セッションを Jules の一覧から片付けます。ここに書き込むと元に戻ります
    .name = アーカイブ
jules-detach = このスレッドへの中継をやめます。セッションは Jules で続きます
    .name = 切断
jules-settings = このスレッドの動作と、このチャンネルのリポジトリとブランチを表示・変更します
    .name = 設定
    .verbosity = このスレッドに表示する量
    .verbosity-quiet = 少なめ
    .verbosity-normal = 標準
    .verbosity-verbose = 詳細
    .mute = このスレッドで誰も呼び出さないかどうか
    .ping = 誰かが必要なときに呼び出す人
    .ping-role = 代わりに呼び出すロール
    .repo = このチャンネルのセッションのリポジトリ。`unset` で解除
    .branch = このチャンネルのセッションのブランチ。`unset` で解除
    .forum = このチャンネルのセッションを表示するフォーラム。このチャンネル自体を選ぶと解除
jules-key = このサーバーの、または自分の Jules キーを使う
    .name = キー
jules-key-set = Jules キーをボットに渡す。フォームに入力し、ほかの人には見えません
    .name = 登録
    .whose = 自分のキー（自分が始めるもの用）か、このサーバーのキー（ここの全員用）
    .whose-mine = 自分
    .whose-server = サーバー
jules-key-show = ここにある Jules キー（末尾のみ）と、自分が使うキーを表示する
    .name = 表示
jules-key-rotate = キーを同じ Jules アカウントの別のキーに替える。セッションは続きます
    .name = 更新
    .whose = 自分のキーか、このサーバーのキー
    .whose-mine = 自分
    .whose-server = サーバー
jules-key-revoke = Jules キーをボットに忘れさせる。そのキーを使うものは中継されなくなります
    .name = 取消
    .whose = 自分のキーか、このサーバーのキー
    .whose-mine = 自分
    .whose-server = サーバー
jules-audit = このサーバーで最近、誰に何が許可され、誰に許可されなかったかを表示する
    .name = 監査
    .refused = 拒否されたものだけ
jules-help = ここでできること
    .name = ヘルプ
send_to_jules =
    .name = Jules に送る

## Answers to commands

opened = Jules がタスクを受け取りました。経過は { $thread } で確認できます。
attached = このセッションのスレッドができました: { $thread }
approving = Jules に開始を伝えています。Jules が確認すると、プランのカードが変わります。
plan_superseded = Jules はこのプランを差し替えました。最新のプランを確認してください。`/jules { jules-plan.name }` で表示できます。
approved_here = このプランは { $by } がすでに承認しています。
approved_outside = このプランは、このスレッドの外ですでに承認されています。
approval_under_way = { $by } がこのプランを承認しました。Jules の確認を待っています。
no_plan = まだプランはありません。Jules が書き終えるとここに表示されます。
approval_not_needed = このプランに承認は必要ありません。Jules はすでに作業中です。
sending = メッセージを Jules に送っています。
asking = Jules に質問しました。回答は、あなたの質問への返信としてここに届きます。
revising = 変更の希望を Jules に送っています。新しいプランは新しいカードとしてここに表示されます。
no_changes = Jules はまだどのファイルも変更していません。
not_ended = まだ結果はありません。セッションは続いています。`/jules { jules-status.name }` で状況を確認できます。
stopping = セッションをアーカイブしています。Jules には取り消しがなく、アーカイブすると作業が一時停止します。ここに返信すると再開します。
archiving = セッションをアーカイブしています。Jules の一覧から外れます。ここに書き込むと元に戻ります。
archiving_busy = セッションをアーカイブしています。Jules の一覧から外れます。作業中のため、アーカイブすると一時停止します。ここに書き込むと元に戻ります。
detaching = このスレッドを切断しました。セッションは Jules で続きますが、ここにはもう何も表示されず、ここに書いたことも届きません。`/jules { jules-attach.name }` で新しいスレッドを作れます。
detached = このスレッドはセッションから切断されているため、何も行いませんでした。`/jules { jules-attach.name }` でこのセッションに新しいスレッドを、`/jules { jules-start.name }` で別のセッションを始められます。
closed = このセッションはもう Jules にありません。`/jules { jules-start.name }` で新しく始めてください。
never_started = Jules はこのタスクを開始できませんでした。`/jules { jules-start.name }` でもう一度始めてください。

## Answers to buttons and forms. Names in bold are of buttons in the thread, which are English

answering = 回答を Jules に送っています。
answering_late = この質問はすでに片付いていましたが、あなたの言葉は Jules に送っています。
question_answered_here = この質問には { $by } が回答しました。付け加えたいことがあれば、スレッドに書いてください。
question_settled_elsewhere = この質問はすでに片付いています。付け加えたいことがあれば、スレッドに書いてください。
waking = プランが承認されたことを、メッセージで Jules に伝えています。
approve_first = このプランはまだ誰も承認していないため、何も送りませんでした。プランの下の **Approve** を押してください。
moved_since = その後 Jules に動きがあったため、何も送りませんでした。`/jules { jules-status.name }` で状況を確認できます。
nudged_already = { $by } がさきほど Jules に書き込みました。たいてい数分以内に返事があります。
nothing_to_resend = そのメッセージはすでに再送されたか、古すぎて手元に残っていません。スレッドにもう一度書いてください。
nudging = Jules に進み具合を尋ねています。
retrying = もう一度試しています。経過はステータスカードで確認できます。
nothing_to_retry = やり直すものはありません。セッションはその後進んでいます。`/jules { jules-status.name }` で状況を確認できます。
retried_by_batch = バッチがこのタスクを新しいスレッドでやり直しています。
pausing = ステータスカードの更新を、全員に対して止めました。**Resume updates** で再開できます。
resuming = ステータスカードに進行状況が再び表示されます。
more = { $commands ->
    [0] Jules はまだここでコマンドを実行していません。実行すると、ここで出力を受け取れます。
   *[other] Jules が最近実行した { $commands } 個のコマンドです。選ぶと、出力全体をファイルで受け取れます。
}
command_output_menu = コマンドの出力
exit_done = 完了 (終了コード 0)
exit_failed = 失敗 (終了コード { $code })
output_file = コマンドの出力全体
output = { $command } の出力全体がこのファイルに入っています。
patch_hint = これまでの変更すべてです。`git apply changes.patch` で手元に反映できます。

## Forms: titles and labels of at most 45 characters

changes_form = プランの変更を頼む
changes_field = どこを変えますか？
reply_form = Jules に返信
reply_field = Jules に何を伝えますか？

## Where a session stands

state_starting = 🕓 開始しています
state_queued = 🕓 Jules の順番を待っています
state_planning = 🧭 Jules がプランを作成中
state_plan_waits = 📝 プランが承認を待っています
state_question_waits = ❓ Jules があなたの回答を待っています
state_working = 🔧 Jules が作業中
state_paused = ⏸️ 一時停止中
state_failed = ❌ 失敗
state_finished = ✅ 完了
state_faded = ⏸️ 保留: プランが承認されませんでした
state_finished_asking = ❓ 完了。あなたの回答を待つ質問があります
state_faded_approved = ⏳ 保留。Jules が承認を受け取るのを待っています
state_detached = 🔌 切断: Jules で続行中、ここには何も表示されません
state_cut_off = 🔑 中継終了: キーが取り消されました。Jules では続きます

## The cards of a thread, which a command shows to one person, too. Names in bold are of buttons

status_line = { $place } · 依頼者 { $requester } · 開始 { $since }
step = **ステップ { $number } / { $of }:** { $title }
updates_paused = ⏸️ { $by } が**更新を一時停止しました**。ここに進捗は表示されません。Jules の発言、対応が必要なこと、終了は引き続き表示されます。**Resume updates** を押すと進捗の表示に戻ります。
kept_back = 🔇 このスレッドの表示は控えめです。Jules からのメッセージ { $count } 件はここに表示されていません。**Open in Jules** で読めます。
and_more = … ほか { $count } 件
plan_title = プラン { $number } · { $steps } ステップ
old_plan_title = 以前のプラン { $number } · { $steps } ステップ
plan_asked = ⏳ { $by } が承認しました。Jules の確認を待っています。
plan_unconfirmed = ⚠️ { $by } が承認しましたが、その後動きがありません。もう一度承認するか、メッセージで Jules を起こしてください。
plan_approved = ✅ { $by } が承認しました。
approved_elsewhere = ✅ このスレッドの外で承認されました。
plan_goes_ahead = ▶️ Jules はそのまま進めます。承認は不要です。
plan_replaced = ↩️ 新しいプランに置き換えられました。
plan_stale_at = ⏳ 承認されないプランを、Jules は約 10 分で保留にします: { $at }。
plan_faded = ⏸️ Jules はこのプランを保留にしました。**Approve** は今も使えます。スレッドにメッセージを書いても Jules は動き出します。
all_may_approve = -# ここでこのボットを使える人は誰でも承認できます。
role_may_approve = -# { $role } に承認をお願いしています。ここでこのボットを使える人は誰でも承認できます。
no_title = (タイトルなし)
plan_file = プランの全文
plan_in_file = -# 各ステップの詳細は { $file } にあります。
changes_title = 変更: { $counts }
commit_message = **コミットメッセージの案**
patch_file = git apply 用のパッチにまとめたすべての変更

## What came out: facts beside each other

took_moments = 1 分未満
took_minutes = { $minutes } 分
took_hours = { $hours } 時間
with_pull_request = プルリクエスト <{ $url }>
with_open_question = ❓ まだ誰も回答していない質問があります
counts = { $files } ファイル +{ $added } −{ $removed }

## The change set, page by page

diff_overview = **{ $counts }** · ファイルを選ぶと変更内容を表示します。
diff_page = { $file } · { $change } · { $page } / { $pages } ページ
diff_newer = 🔄 開いたあとに Jules がさらに変更しました。これが最新の変更です。
file_added = 新規ファイル、+{ $added }
file_deleted = 削除、−{ $removed }
file_renamed = { $from } から名前を変更、+{ $added } −{ $removed }
file_copied = { $from } からコピー、+{ $added } −{ $removed }
file_mode = モードを { $from } から { $to } に変更
file_binary = テキストではありません。中身はパッチに入っています
file_without_lines = 表示できる行はありません。名前かモードだけの変更、またはテキスト以外の内容です。
changes_unavailable = Jules はもうこの変更を提供していません。
changes_unavailable_see = Jules はもうこの変更を提供していません。<{ $url }> を確認してください。
file_unavailable = Jules がもう提供していないか、空か、Discord には大きすぎます。
no_such_file = { $path } は変更されたファイルにないか、同じ名前のファイルがほかにもあります。変更されたファイルは次のとおりです:
choose_file = ファイルを選択
next_page = 次のページ ▶
previous_page = ◀ 前のページ
more_files = ほかのファイル ▶
earlier_files = ◀ 前のファイル

## Choices: at most 100 characters

no_repository_choice = none: リポジトリを使わないタスク
unset_choice = unset: 既定値なし
no_repository = リポジトリなし
has_thread_already = スレッドあり

## Starting

by_default = 作業場所: { $place } (このチャンネルの設定)
enclosed_whole = 📎 { $name } は Jules に渡す内容に含まれます。
enclosed_part = ⚠️ { $name } は最初の { $characters } 文字だけが Jules に渡ります。文章とファイルは合わせて 8,000 文字までです。
enclosed_too_much = ⚠️ { $name } は除きました。文章とファイルは合わせて 8,000 文字までです。
enclosed_picture = 🖼️ Jules はこの方法では画像を受け取れないため、{ $name } へのリンクを渡します。開けないこともあり、Discord のリンクは約 1 日で切れます。大事なことは言葉で伝えてください。
enclosed_other = 🔗 { $name } はテキストではないため、Jules にはリンクを渡します。リンクは約 1 日で切れます。
enclosed_nothing = ⚠️ { $name } は Discord から読み込めなかったため除きました。

## Send to Jules

offer_head = **これを Jules に渡しますか？** まだ何も始まっていません。
offer_files = 📎 { $files } 個のファイルを一緒に渡します。
offer_place = 作業場所: { $place }。Jules はプランの承認を待ちます。
offer_open = **場所を選んでください。** 複数のリポジトリが接続されています。
offer_begin = 開始
offer_other = 別のリポジトリやブランチ…
offer_repo_menu = リポジトリ
offer_branch_menu = 起点のブランチ
offer_form = Jules はどこで作業しますか？
offer_repo_field = リポジトリ、または none
offer_branch_field = ブランチ。空欄なら既定のブランチ

## Batches

batch_begun = 一括処理を開始しました。リポジトリは { $repositories } 個、同時に進めるのは最大 { $at_once } 個です。カードは { $channel } にあります。
batch_stopping = { $left ->
    [0] すでにすべて始まっています。スレッドで `/jules { jules-stop.name }` を使うと、そのセッションが一時停止します。
   *[other] これ以上は始めません。残りは { $left } 個です。始まったものは続きます。そのスレッドで `/jules { jules-stop.name }` を使うと一時停止します。
}
batch_going_on = { $left ->
    [0] すでにすべて始まっています。
   *[other] 続けます。残りは { $left } 個です。
}
batch_retrying = { $count ->
    [0] 失敗したものがないか、すでに元のスレッドで再開しているため、何もやり直していません。
   *[other] 失敗した { $count } 個を、それぞれ新しいスレッドでやり直します。
}

## Lists and the inbox

list_empty = ここにセッションはありません。`/jules { jules-start.name }` で始めてください。
list_part = **セッション { $first }～{ $last } / { $count }** (新しい順)
page_before = ◀ 戻る
page_after = 次へ ▶
inbox_empty = ここにあなたを待っているものはありません。
inbox_whole = **{ $count } 件があなたを待っています** (待ち時間の長い順)
inbox_part = **{ $count } 件があなたを待っています** (待ち時間の長い順、{ $first }～{ $last })
plan_waits_for_you = 📝 承認待ちのプラン: { $thread } · { $place } · { $whose } · { $since }から
question_waits_for_you = ❓ 回答待ちの質問: { $thread } · { $place } · { $whose } · { $since }から
yours = あなたのセッション
theirs = { $requester } のセッション

## Help

help_what = **Jules があなたのリポジトリで作業し、あなたはスレッドで Jules と話します。**
help_start = `/jules { jules-start.name }` でスレッドが開きます。Jules がプランを書き、あなたは **Approve** (承認) か **Request changes** (変更を頼む) を押します。`{ jules-run.name }` なら確認なしで作業し、プルリクエストを作成します。
help_talk = スレッドではそのまま書いてください。📨 保存済み、✅ Jules に届いた、⚠️ うまくいかなかった。質問するには、`?` で始めるか、私にメンションするか、私のメッセージに返信します。`!` か `(aside)` で始めると、人どうしの会話になります。
help_you_may = **できること**
help_not_here = **ここではできないこと:** { $rights }
right_start = 開始
right_start_how = `{ jules-start.name }` `{ jules-run.name }` `{ jules-batch.name }` `{ jules-attach.name }`、メッセージのメニューの **{ send_to_jules.name }**
right_talk = Jules と話す
right_talk_how = スレッドに書く、または `{ jules-send.name }` `{ jules-ask.name }` `{ jules-revise.name }`
right_approve = 承認
right_approve_how = プランの下の **Approve**、または `{ jules-approve.name }`
right_look = 見る
right_look_how = `{ jules-status.name }` `{ jules-plan.name }` `{ jules-diff.name }` `{ jules-result.name }` `{ jules-list.name }` `{ jules-inbox.name }`
right_set_up = 終了と設定
right_set_up_how = `{ jules-stop.name }` `{ jules-archive.name }` `{ jules-detach.name }` `{ jules-settings.name }` `{ jules-key.name }`

## Settings

settings_of_channel = **{ $channel } で開始するセッション**
settings_repo = • リポジトリ: { $repo }
settings_branch = • ブランチ: { $branch }
settings_forum = • 表示先: { $forum } の投稿
settings_no_forum = • 表示先: このチャンネル
repo_not_set = 未設定: セッションごとに指定
branch_not_set = リポジトリの既定のブランチ
settings_of_thread = **このスレッド**
settings_verbosity = • 表示: { $shows }
settings_calls = • 呼び出し: 誰かが必要なとき { $who }
settings_muted = • 呼び出し: なし (ミュート中)
shows_quiet = 少なめ: 誰かが必要なことと結果だけ
shows_normal = 標準: 進行状況はステータスカードに
shows_verbose = 詳細: 各ステップを通知なしの 1 行で
settings_changed = ✅ 変更しました。
settings_hint = -# `repo`・`branch`・`forum` はこのチャンネルの設定です。`unset`、または forum にこのチャンネル自体を指定すると解除できます。

## Jules keys

key_form = Jules の API キー
key_field = jules.google.com/settings のキー
keys_no_master = ここではまだキーを保管できません。先にこのボットの運営者が `MASTER_KEY_FILE` を設定する必要があります。
keys_not_for_servers = このボットの運営者は、サーバーのキーを受け付けていません。
keys_not_for_people = このボットの運営者は、個人のキーを受け付けていません。
key_exists = キーはすでにあります。`/jules { jules-key.name } { jules-key-rotate.name }` で別のキーに替え、`/jules { jules-key.name } { jules-key-revoke.name }` で忘れさせます。
key_missing = そのようなキーはありません。`/jules { jules-key.name } { jules-key-set.name }` で登録できます。
key_is_none = それは Jules のキーではないため、何も保存していません。jules.google.com/settings から、全体をそれだけコピーしてください。
key_not_accepted = Jules がそのキーを受け付けないため、何も保存していません。jules.google.com/settings で作り、もう一度試してください。
key_not_tried = Jules が応答しないためキーを確かめられず、何も保存していません。少ししてからもう一度試してください。
key_of_another_account = そのキーは別の Jules アカウントのもので、今のセッションがそこにないため、何も保存していません。同じアカウントのキーを使うか、`/jules { jules-key.name } { jules-key-revoke.name }` のあとで始め直してください。
key_taken = ✅ 末尾が { $ends } のキーを Jules が受け付け、{ $sources } 個のリポジトリに届きます。これから始めるものはこのキーを使います。
key_replaced = ✅ 末尾が { $ends } のキーを Jules が受け付け、セッションはこのキーで続きます。古いキーは jules.google.com/settings で削除してください。
key_revoked = ✅ キーを忘れました。{ $sessions ->
    [0] このキーを使うセッションはありませんでした。
   *[other] { $sessions } 個のセッションが使っていたため、それぞれのスレッドに知らせます。
} Jules はまだ受け付けるので、jules.google.com/settings で削除してください。
key_mine = • あなたのキーの末尾は { $ends } です（{ $since } に登録）
key_mine_none = • あなた自身のキーは登録されていません
key_server = • このサーバーのキーの末尾は { $ends } です（{ $by } が { $since } に登録）
key_server_none = • このサーバー自身のキーはありません
key_uses_mine = ここであなたが始めるものは **あなたのキー** を使います。
key_uses_server = ここであなたが始めるものは **このサーバーのキー** を使います。
key_uses_operator = ここであなたが始めるものは **このボットの運営者のキー** を使います。
no_key_here = ここで使える Jules キーがありません。`/jules { jules-key.name } { jules-key-set.name }` で、あなたの、またはこのサーバーのキーを登録できます。
key_gone = これに使っていた Jules キーは取り消されたため、Jules にあるものはもうここでは読めません。
key_gone_before = 開始に使うはずだった Jules キーは取り消されました。
cut_off_already = このセッションの Jules キーは取り消されたため、何も行いませんでした。同じアカウントのキーがあれば、`/jules { jules-attach.name }` で新しいスレッドを作れます。

## Refusals

denied_elsewhere = 私は、設定されたサーバーでだけ動作します。
denied_nobody_configured = 今のところ、このボットを使えるのは所有者だけです。`access.users` か `access.roles` でほかの人も使えるようになります。
denied_not_listed = ここではその操作はできません。このボットの運営者に、あなたかあなたのロールを追加してもらってください。
denied_automated = ボットや Webhook はこのボットを使えません。
denied_repository = その操作は許可されていますが、このリポジトリではできません。このボットの運営者に確認してください。
denied_channel = このチャンネルではこのリポジトリの作業はできません。このリポジトリ用に選ばれたチャンネルを使ってください。
denied_branch = このリポジトリのセッションは、そのブランチからは始められません。別のブランチを選んでください。
denied_auto_pr = このリポジトリでは、Jules が自分でプルリクエストを開くことはできません。それなしで始めてください：`/jules { jules-start.name }`。
denied_unattended = ここでは、まず人がプランを承認する必要があります。承認ありで始めてください：`/jules { jules-start.name }`。
denied_four_eyes = このプランはあなた自身の言葉から生まれたものなので、ほかの人の承認が必要です。
denied_unknown = 今は Discord からあなたのロールを確認できないため、何もしていません。少ししてからもう一度試してください。
denied_gone = これを書いた人はもうこのサーバーにいないため、伝えられませんでした。
denied_unrecorded = この操作を記録できなかったため、実行していません。このボットの運営者に知らせてください。
quota_user_day = 24 時間以内に 1 人が始められるセッションの数に達しました：{ $most }。後でもう一度試してください。
quota_repo_day = 24 時間以内にこのリポジトリで始められるセッションの数に達しました：{ $most }。後でもう一度試してください。
quota_day = 24 時間以内にこのボットが始められるセッションの数に達しました：{ $most }。後でもう一度試してください。
quota_user_live = 1 人が同時に持てるセッションの数に達しています：{ $most }。どれかが終わるのを待つか、止めてください。
quota_repo_live = このリポジトリで同時に持てるセッションの数に達しています：{ $most }。どれかが終わるのを待つか、止めてください。
quota_live = このボットが同時に持てるセッションの数に達しています：{ $most }。どれかが終わるのを待つか、止めてください。
audit_head = このサーバーでの最近の判定です（新しい順）。`jules-discord audit verify` ですべてを検証できます。
audit_nothing = ボットの起動以降、このサーバーではまだ何も判定されていません。
audit_allowed = 許可
audit_denied = 拒否：{ $why }

no_words = 送るものがありません。Jules に 1 文字以上書いてください。
too_many_words = { $characters } 文字あります。Jules が受け取れるのは 6,000 文字までです。短くするか、詳細をファイルに入れてください。
no_such_repository = Jules はリポジトリ { $repo } にアクセスできません。一覧から選ぶか、jules.google.com で接続してください。
no_such_default = このチャンネルに設定されたリポジトリ { $repo } に、Jules はアクセスできません。`repo` で別のものを指定するか、`/jules { jules-settings.name }` で変更してください。
no_such_branch = { $repo } にブランチ { $branch } はありません。一覧から選ぶか、省略して既定のブランチを使ってください。
no_such_session = Jules にそのセッションはありません。jules.google.com のリンクを貼るか、一覧から選んでください。
not_a_session = それはセッションではありません。ID (数字) か jules.google.com のリンクを貼ってください。
session_has_thread = このセッションにはすでにスレッドがあります: { $thread }
which_repository = どのリポジトリですか？ `repo` オプションで選ぶか、使わないタスクならそこに `none` と書いてください。
branch_of_which = どのリポジトリのブランチですか？ 先にこのチャンネルの `repo` を設定してください。
no_forum = これはこのサーバーのフォーラムではありません。フォーラムチャンネルか、スレッドを使う場合はこのチャンネル自体を選んでください。
forum_gone = このチャンネルのセッションは { $forum } に表示されますが、私にはもう見えません。アクセスを許可するか、`/jules { jules-settings.name }` で別のものを選んでください。
no_repositories = どのリポジトリですか？ コンマかスペースで区切って 1 つ以上指定してください。一括処理にはリポジトリが必要です。
too_many_repositories = リポジトリが { $count } 個あります。一括処理は最大 { $most } 個です。残りは別の一括処理に回してください。
no_such_message = そのメッセージを読めません。削除されたか、私にこのチャンネルの履歴を読む権限がありません。
nobodys_words = それは Discord 自身のメッセージです。誰かが書いたメッセージを選んでください。
repository_gone = そのリポジトリかブランチはもうありません。もう一度メッセージを Jules に送り、別のものを選んでください。
no_threads_here = ここではスレッドを開けません。テキストチャンネルか、フォーラムの投稿で使ってください。
cannot_see = このチャンネルが見えません。ここで「チャンネルを見る」権限を私に付けるか、別のチャンネルで使ってください。
unknown_button = そのボタンはわかりません。`/jules { jules-help.name }` でできることを確認できます。

## What went wrong

no_session = これは Jules のセッションのスレッドでだけ使えます。`/jules { jules-start.name }` で始めてください。
opening_already = すでに開始しています。まもなくスレッドが表示されます。
no_batch = その一括処理はもうわかりません。`/jules { jules-list.name }` でセッションを表示し、`/jules { jules-batch.name }` で新しく始められます。
busy = 今は受け付けられませんでした。あなたのせいではありません。少ししてからもう一度試してください。
unconfirmed = 混み合っていて確認できません。もう一度試す前にスレッドを見てください。
no_thread = Discord がここでスレッドを開かせてくれませんでした: { $why }。このチャンネルで公開スレッドを作る権限が私にあるか確認してください。
no_post = Discord がフォーラムに投稿を作らせてくれませんでした: { $why }。私がそのフォーラムを閲覧でき、メッセージを送れるか確認してください。
not_saved = 保存できなかったため、何も行いませんでした。このボットの運営者に知らせてください。
key_refused = Jules が私のキーを受け付けません。あなたのせいではありません。だれかがこのサーバー用または自分用に登録したキーなら、`/jules { jules-key.name } { jules-key-rotate.name }` で替えられます。そうでなければ運営者が直せます。方法は `jules-discord check` に表示されます。
jules_unreachable = 今は Jules に接続できませんでした。あなたのせいではありません。少ししてからもう一度試してください。
discord_refused = Discord が私の返事を受け付けませんでした。もう一度試してください。
unreadable_command = 読み取れませんでした。`/jules { jules-help.name }` で使えるものを確認できます。
our_fault = 私の側で問題が起きました。あなたのせいではありません。もう一度試してください。
