# Deutsch, in der Du-Form wie Discord. Sitzung, Plan, Thread, Pull Request.
# Each sentence is one line: a line break here is one in Discord.

## Commands: what Discord shows in their place. Names are lower case, descriptions at most 100 characters

jules = Arbeite mit Jules, dem Programmier-Agenten
jules-start = Starte eine Sitzung: Jules schreibt einen Plan und wartet auf deine Freigabe
    .name = starten
    .prompt = Was Jules tun soll
    .repo = Repository; `none` für eine Aufgabe ohne; ohne Angabe das dieses Kanals
    .branch = Branch, von dem es ausgeht; ohne Angabe der Standard-Branch
    .title = Ein kurzer Name für den Thread
    .plan-approval = Ob Jules auf die Freigabe seines Plans wartet
    .plan-approval-required = nötig
    .plan-approval-skip = ohne
    .auto-pr = Ob Jules von selbst einen Pull Request öffnet
    .attachment = Eine Datei für Jules: Text wird Teil der Aufgabe, alles andere ein Link
jules-run = Lass Jules alles machen: ohne Freigabe, am Ende steht ein Pull Request
    .name = ausführen
    .prompt = Was Jules tun soll
    .repo = Repository; `none` für eine Aufgabe ohne; ohne Angabe das dieses Kanals
    .branch = Branch, von dem es ausgeht; ohne Angabe der Standard-Branch
    .title = Ein kurzer Name für den Thread
jules-batch = Dieselbe Aufgabe für mehrere Repositories: ohne Freigabe, aus jedem ein Pull Request
    .name = stapel
    .prompt = Was Jules in jedem davon tun soll
    .repos = Repositories, durch Kommas oder Leerzeichen getrennt
    .branch = Branch, von dem es in allen ausgeht; ohne Angabe ihr Standard-Branch
    .title = Ein kurzer Name für die Threads
    .plan-approval = Ob Jules auf die Freigabe jedes Plans wartet
    .plan-approval-required = nötig
    .plan-approval-skip = ohne
jules-attach = Öffne einen Thread für eine Sitzung, die es schon gibt
    .name = verbinden
    .session = Die ID der Sitzung oder ihre Adresse bei jules.google.com
    .history = Wie viel von ihrer Vergangenheit gezeigt wird
    .history-none = nichts
    .history-summary = Zusammenfassung
    .history-full = alles
jules-approve = Gib den neuesten Plan frei
    .name = freigeben
jules-revise = Bitte Jules um einen anderen Plan
    .name = überarbeiten
    .feedback = Was anders sein soll
jules-send = Sag Jules etwas
    .name = senden
    .text = Was du sagen willst
jules-ask = Frag Jules etwas; die Antwort kommt im Thread an
    .name = fragen
    .text = Deine Frage
jules-status = Zeigt, wo die Sitzung steht
    .name = status
jules-plan = Zeigt den neuesten Plan mit seinen Buttons
    .name = plan
jules-diff = Zeigt, was Jules geändert hat: mit dem Patch als Datei, oder eine Datei Seite für Seite
    .name = diff
    .file = Nur diese Datei, Seite für Seite
jules-result = Zeigt, was herausgekommen ist
    .name = ergebnis
jules-list = Listet die Sitzungen dieses Servers auf, die neuesten zuerst
    .name = liste
    .state = Nur die in diesem Zustand
    .state-working = in Arbeit
    .state-waiting = wartet
    .state-ended = beendet
    .repo = Nur die dieses Repositorys
    .mine = Nur die, die du gestartet hast
jules-inbox = Zeigt, was auf dich wartet: Pläne zum Freigeben, Fragen zum Beantworten
    .name = eingang
jules-stop = Archiviere die Sitzung; laufende Arbeit pausiert
    .name = stoppen
jules-archive = Leg die Sitzung bei Jules ab; eine Nachricht hier holt sie zurück
    .name = archivieren
jules-detach = Übertrage in diesem Thread nichts mehr; die Sitzung geht bei Jules weiter
    .name = trennen
jules-settings = Zeig oder ändere, wie sich dieser Thread verhält, und Repository und Branch dieses Kanals
    .name = einstellungen
    .verbosity = Wie viel dieser Thread zeigt
    .verbosity-quiet = wenig
    .verbosity-normal = normal
    .verbosity-verbose = viel
    .mute = Ob dieser Thread niemanden ruft
    .ping = Wen dieser Thread ruft, wenn jemand gebraucht wird
    .ping-role = Eine Rolle, die stattdessen gerufen wird
    .repo = Repository für die Sitzungen dieses Kanals; `unset` nimmt es zurück
    .branch = Branch für die Sitzungen dieses Kanals; `unset` nimmt ihn zurück
    .forum = Forum, in dem die Sitzungen dieses Kanals erscheinen; dieser Kanal selbst nimmt es zurück
jules-key = Arbeite mit einem Jules-Schlüssel dieses Servers oder mit deinem eigenen
    .name = schlüssel
jules-key-set = Gib dem Bot einen Jules-Schlüssel: Ein Formular fragt danach, und niemand sonst sieht ihn
    .name = setzen
    .whose = Dein eigener, für das, was du startest; oder der dieses Servers, für alle hier
    .whose-mine = meiner
    .whose-server = Server
jules-key-show = Zeigt, welche Jules-Schlüssel es hier gibt (ihr Ende), und mit welchem du arbeitest
    .name = zeigen
jules-key-rotate = Ersetze einen Schlüssel durch einen anderen desselben Jules-Kontos; die Sitzungen gehen weiter
    .name = erneuern
    .whose = Dein eigener oder der dieses Servers
    .whose-mine = meiner
    .whose-server = Server
jules-key-revoke = Lass den Bot einen Jules-Schlüssel vergessen; was damit arbeitet, wird nicht mehr übertragen
    .name = widerrufen
    .whose = Dein eigener oder der dieses Servers
    .whose-mine = meiner
    .whose-server = Server
jules-audit = Zeigt, wem auf diesem Server zuletzt was erlaubt wurde und wem nicht
    .name = protokoll
    .refused = Nur, was abgelehnt wurde
jules-help = Was du hier tun kannst
    .name = hilfe
send_to_jules =
    .name = An Jules senden

## Answers to commands

opened = Jules hat die Aufgabe. Verfolge sie in { $thread }.
attached = Diese Sitzung hat jetzt einen Thread: { $thread }.
approving = Ich sage Jules, dass es losgehen kann. Die Plankarte ändert sich, sobald Jules bestätigt.
plan_superseded = Jules hat diesen Plan ersetzt. Sieh dir den neuesten an: `/jules { jules-plan.name }` zeigt ihn.
approved_here = { $by } hat diesen Plan schon freigegeben.
approved_outside = Dieser Plan wurde schon außerhalb dieses Threads freigegeben.
approval_under_way = { $by } hat diesen Plan freigegeben; Jules hat es noch nicht bestätigt.
no_plan = Es gibt noch keinen Plan. Er erscheint hier, sobald Jules ihn geschrieben hat.
approval_not_needed = Dieser Plan braucht keine Freigabe: Jules arbeitet schon daran.
sending = Deine Worte sind auf dem Weg zu Jules.
asking = Jules ist gefragt. Die Antwort kommt hier an, als Antwort auf deine Frage.
revising = Deine Änderungswünsche sind auf dem Weg zu Jules. Der neue Plan erscheint hier als neue Karte.
no_changes = Jules hat noch keine Datei geändert.
not_ended = Es gibt noch kein Ergebnis: Die Sitzung läuft noch. `/jules { jules-status.name }` zeigt, wo sie steht.
stopping = Die Sitzung wird archiviert: Abbrechen kann man bei Jules nicht, und das Archivieren pausiert die Arbeit. Eine Antwort hier weckt sie wieder.
archiving = Die Sitzung wird archiviert: Sie verschwindet aus der Liste bei Jules. Eine Nachricht hier holt sie zurück.
archiving_busy = Die Sitzung wird archiviert: Sie verschwindet aus der Liste bei Jules. Noch wird gearbeitet: Das Archivieren pausiert das. Eine Nachricht hier holt sie zurück.
detaching = Dieser Thread ist getrennt. Die Sitzung geht bei Jules weiter; hier wird nichts mehr davon gezeigt, und was hier geschrieben wird, erreicht sie nicht. `/jules { jules-attach.name }` gibt ihr einen neuen Thread.
detached = Dieser Thread wurde von seiner Sitzung getrennt, deshalb ist nichts geschehen. `/jules { jules-attach.name }` gibt der Sitzung einen neuen Thread; `/jules { jules-start.name }` beginnt eine andere.
closed = Diese Sitzung gibt es bei Jules nicht mehr. Starte eine neue mit `/jules { jules-start.name }`.
never_started = Jules hat diese Aufgabe nie begonnen. Starte sie noch einmal mit `/jules { jules-start.name }`.

## Answers to buttons and forms. Names in bold are of buttons in the thread, which are English

answering = Deine Antwort ist auf dem Weg zu Jules.
answering_late = Diese Frage hatte sich inzwischen erledigt. Deine Worte sind trotzdem auf dem Weg zu Jules.
question_answered_here = { $by } hat diese Frage beantwortet. Wenn du etwas ergänzen willst, schreib es einfach in den Thread.
question_settled_elsewhere = Diese Frage hat sich erledigt. Wenn du etwas ergänzen willst, schreib es einfach in den Thread.
waking = Ich sage Jules in einer Nachricht, dass der Plan freigegeben ist.
approve_first = Noch hat niemand diesen Plan freigegeben, deshalb wurde nichts gesendet. Drück darunter auf **Approve**.
moved_since = Jules hat sich inzwischen gerührt, deshalb wurde nichts gesendet. `/jules { jules-status.name }` zeigt, wo die Sitzung steht.
nudged_already = { $by } hat Jules gerade erst geschrieben; meist kommt innerhalb weniger Minuten eine Antwort.
nothing_to_resend = Diese Nachricht wurde schon noch einmal gesendet, oder sie ist zu alt und ich habe sie nicht mehr. Schreib sie im Thread noch einmal.
nudging = Ich frage Jules, wie es vorangeht.
retrying = Neuer Versuch. Die Statuskarte zeigt, wie es läuft.
nothing_to_retry = Es gibt nichts zu wiederholen: Die Sitzung ist inzwischen weitergegangen. `/jules { jules-status.name }` zeigt, wo sie steht.
retried_by_batch = Ihr Batch hat diese Aufgabe schon neu begonnen, in einem neuen Thread.
pausing = Die Statuskarte steht jetzt still, für alle hier. **Resume updates** lässt sie weiterlaufen.
resuming = Die Statuskarte zeigt wieder den Fortschritt.
more = { $commands ->
    [0] Jules hat hier noch keinen Befehl ausgeführt. Sobald das geschieht, bekommst du hier die Ausgabe.
    [one] Jules hat einen Befehl ausgeführt. Wähle ihn aus, um seine ganze Ausgabe als Datei zu bekommen.
   *[other] Die letzten { $commands } Befehle, die Jules ausgeführt hat. Wähle einen aus, um seine ganze Ausgabe als Datei zu bekommen.
}
command_output_menu = Ausgabe eines Befehls
exit_done = erledigt (Exit-Code 0)
exit_failed = gescheitert (Exit-Code { $code })
output_file = Alles, was der Befehl ausgegeben hat
output = Alles, was { $command } ausgegeben hat, steht in der Datei.
patch_hint = Alle bisherigen Änderungen. `git apply changes.patch` übernimmt sie in deinen Checkout.

## Forms: titles and labels of at most 45 characters

changes_form = Änderungen am Plan wünschen
changes_field = Was soll anders sein?
reply_form = Jules antworten
reply_field = Was soll Jules wissen?

## Where a session stands

state_starting = 🕓 Startet
state_queued = 🕓 Wartet bei Jules, bis die Reihe daran ist
state_planning = 🧭 Jules plant
state_plan_waits = 📝 Der Plan wartet auf Freigabe
state_question_waits = ❓ Jules wartet auf deine Antwort
state_working = 🔧 Jules arbeitet
state_paused = ⏸️ Pausiert
state_failed = ❌ Gescheitert
state_finished = ✅ Fertig
state_faded = ⏸️ Zurückgestellt: Der Plan wurde nicht freigegeben
state_finished_asking = ❓ Fertig, mit einer Frage, die auf deine Antwort wartet
state_faded_approved = ⏳ Zurückgestellt; wartet darauf, dass Jules die Freigabe annimmt
state_detached = 🔌 Getrennt: geht bei Jules weiter, hier wird nichts gezeigt
state_cut_off = 🔑 Abgeschnitten: Schlüssel widerrufen; geht bei Jules weiter

## The cards of a thread, which a command shows to one person, too. Names in bold are of buttons

status_line = { $place } · für { $requester } · begonnen { $since }
step = **Schritt { $number } von { $of }:** { $title }
updates_paused = ⏸️ { $by } hat **den Fortschritt angehalten**: Hier wird keiner gezeigt. Was Jules sagt, was dich braucht und das Ende erscheinen weiterhin. Drück auf **Resume updates**, um ihn wieder zu sehen.
kept_back = { $count ->
    [one] 🔇 Dieser Thread zeigt wenig: 1 Nachricht von Jules steht nicht hier; bei **Open in Jules** steht sie.
   *[other] 🔇 Dieser Thread zeigt wenig: { $count } Nachrichten von Jules stehen nicht hier; bei **Open in Jules** stehen sie.
}
and_more = … und { $count } weitere
plan_title = { $steps ->
    [one] Plan { $number } · 1 Schritt
   *[other] Plan { $number } · { $steps } Schritte
}
old_plan_title = { $steps ->
    [one] Alter Plan { $number } · 1 Schritt
   *[other] Alter Plan { $number } · { $steps } Schritte
}
plan_asked = ⏳ { $by } hat ihn freigegeben; Jules muss es noch bestätigen.
plan_unconfirmed = ⚠️ { $by } hat ihn freigegeben, aber seitdem rührt sich nichts. Gib ihn noch einmal frei, oder weck Jules mit einer Nachricht.
plan_approved = ✅ Freigegeben von { $by }.
approved_elsewhere = ✅ Außerhalb dieses Threads freigegeben.
plan_goes_ahead = ▶️ Jules fängt an; eine Freigabe ist nicht nötig.
plan_replaced = ↩️ Durch einen neueren Plan ersetzt.
plan_stale_at = ⏳ Einen Plan, den niemand freigibt, stellt Jules nach etwa 10 Minuten zurück: { $at }.
plan_faded = ⏸️ Jules hat diesen Plan zurückgestellt. **Approve** wirkt noch immer; auch eine Nachricht im Thread weckt Jules.
all_may_approve = -# Freigeben kann, wer diesen Bot hier benutzen darf.
role_may_approve = -# { $role } wird um die Freigabe gebeten; freigeben kann, wer diesen Bot hier benutzen darf.
no_title = (ohne Titel)
plan_file = Der ganze Plan
plan_in_file = -# Die Einzelheiten jedes Schritts stehen in { $file }.
changes_title = Änderungen: { $counts }
commit_message = **Vorgeschlagene Commit-Nachricht**
patch_file = Alle Änderungen als Patch für git apply

## What came out: facts beside each other

took_moments = in weniger als einer Minute
took_minutes = { $minutes ->
    [one] in 1 Minute
   *[other] in { $minutes } Minuten
}
took_hours = in { $hours } Stunden
with_pull_request = Pull Request <{ $url }>
with_open_question = ❓ mit einer Frage, die niemand beantwortet hat
counts = { $files ->
    [one] 1 Datei +{ $added } −{ $removed }
   *[other] { $files } Dateien +{ $added } −{ $removed }
}

## The change set, page by page

diff_overview = **{ $counts }** · wähle eine Datei, um ihre Änderungen zu sehen.
diff_page = { $file } · { $change } · Seite { $page } von { $pages }
diff_newer = 🔄 Jules hat weitere Änderungen gemacht, seit du das geöffnet hast; dies sind die neuesten.
file_added = neue Datei, +{ $added }
file_deleted = gelöscht, −{ $removed }
file_renamed = umbenannt von { $from }, +{ $added } −{ $removed }
file_copied = kopiert von { $from }, +{ $added } −{ $removed }
file_mode = Modus von { $from } auf { $to } geändert
file_binary = kein Text: Der Patch enthält die Bytes
file_without_lines = Hier gibt es keine Zeile zu zeigen: Nur der Name oder der Modus ändert sich, oder der Inhalt ist kein Text.
changes_unavailable = Jules gibt diese Änderungen nicht mehr heraus.
changes_unavailable_see = Jules gibt diese Änderungen nicht mehr heraus. Du findest sie unter <{ $url }>.
file_unavailable = Jules gibt das nicht mehr heraus, oder es ist leer oder zu groß für Discord.
no_such_file = { $path } ist nicht unter den geänderten Dateien oder nicht die einzige mit diesem Namen. Geändert wurden:
choose_file = Wähle eine Datei
next_page = Nächste Seite ▶
previous_page = ◀ Vorige Seite
more_files = Weitere Dateien ▶
earlier_files = ◀ Frühere Dateien

## Choices: at most 100 characters

no_repository_choice = none: eine Aufgabe ohne Repository
unset_choice = unset: nichts als Vorgabe
no_repository = kein Repository
has_thread_already = hat einen Thread

## Starting

by_default = Gearbeitet wird in { $place }, so ist es für diesen Kanal eingestellt.
enclosed_whole = 📎 { $name } ist Teil dessen, was Jules bekommt.
enclosed_part = ⚠️ Von { $name } bekommt Jules nur die ersten { $characters } Zeichen: Worte und Dateien dürfen zusammen 8.000 haben.
enclosed_too_much = ⚠️ { $name } wurde weggelassen: Worte und Dateien dürfen zusammen 8.000 Zeichen haben.
enclosed_picture = 🖼️ Bilder nimmt Jules auf diesem Weg nicht an und bekommt deshalb einen Link zu { $name }. Vielleicht lässt er sich nicht öffnen, und bei Discord endet er nach etwa einem Tag: Sag in Worten, worauf es ankommt.
enclosed_other = 🔗 { $name } ist kein Text, deshalb bekommt Jules einen Link dazu, der nach etwa einem Tag endet.
enclosed_nothing = ⚠️ { $name } ließ sich bei Discord nicht lesen und wurde weggelassen.

## Send to Jules

offer_head = **Soll Jules das bekommen?** Noch hat nichts begonnen.
offer_files = { $files ->
    [one] 📎 Eine Datei geht mit.
   *[other] 📎 { $files } Dateien gehen mit.
}
offer_place = Jules arbeitet dann in { $place } und wartet auf die Freigabe des Plans.
offer_open = **Wähle aus, wo:** Mehrere Repositories sind verbunden.
offer_begin = Starten
offer_other = Anderes Repository oder anderer Branch…
offer_repo_menu = Repository
offer_branch_menu = Branch, von dem es ausgeht
offer_form = Wo soll Jules arbeiten?
offer_repo_field = Repository, oder none
offer_branch_field = Branch; leer für den Standard-Branch

## Batches

batch_begun = { $repositories ->
    [one] Der Stapel hat begonnen: ein Repository, höchstens { $at_once } gleichzeitig in Arbeit. Seine Karte ist in { $channel }.
   *[other] Der Stapel hat begonnen: { $repositories } Repositories, höchstens { $at_once } gleichzeitig in Arbeit. Seine Karte ist in { $channel }.
}
batch_stopping = { $left ->
    [0] Alles hat schon begonnen; `/jules { jules-stop.name }` in einem Thread pausiert dessen Sitzung.
   *[other] Es wird nichts mehr begonnen: { $left } bleiben aus. Was begonnen hat, geht weiter; `/jules { jules-stop.name }` im Thread pausiert es.
}
batch_going_on = { $left ->
    [0] Alles hat schon begonnen.
   *[other] Es geht weiter: noch { $left } zu beginnen.
}
batch_retrying = { $count ->
    [0] Nichts davon ist gescheitert, oder es geht in seinem eigenen Thread weiter; deshalb wurde nichts neu begonnen.
    [one] Was gescheitert ist, beginnt von neuem, in einem neuen Thread.
   *[other] Die { $count } gescheiterten beginnen von neuem, jedes in einem neuen Thread.
}

## Lists and the inbox

list_empty = Hier gibt es keine Sitzungen. Starte eine mit `/jules { jules-start.name }`.
list_part = **Sitzungen { $first }–{ $last } von { $count }**, die neuesten zuerst
page_before = ◀ Zurück
page_after = Mehr ▶
inbox_empty = Hier wartet nichts auf dich.
inbox_whole = { $count ->
    [one] **Eine Sache wartet auf dich**
   *[other] **{ $count } Sachen warten auf dich**, die am längsten warten zuerst
}
inbox_part = **{ $count } Sachen warten auf dich**, die am längsten warten zuerst ({ $first }–{ $last })
plan_waits_for_you = 📝 Ein Plan zum Freigeben in { $thread } · { $place } · { $whose } · eingegangen { $since }
question_waits_for_you = ❓ Eine Frage zum Beantworten in { $thread } · { $place } · { $whose } · eingegangen { $since }
yours = deine Sitzung
theirs = Sitzung von { $requester }

## Help

help_what = **Jules arbeitet an deinen Repositories, und du sprichst in einem Thread damit.**
help_start = `/jules { jules-start.name }` öffnet einen Thread: Jules schreibt einen Plan, du drückst auf **Approve** (freigeben) oder **Request changes** (Änderungen wünschen). `{ jules-run.name }` lässt Jules ohne Rückfrage arbeiten und öffnet einen Pull Request.
help_talk = Im Thread schreibst du einfach: 📨 gespeichert, ✅ Jules hat es, ⚠️ es hat nicht geklappt. Beginn mit `?`, erwähne mich oder antworte auf eine meiner Nachrichten, um zu fragen; beginn mit `!` oder `(aside)`, um unter euch zu reden.
help_you_may = **Du darfst**
help_not_here = **Hier nicht:** { $rights }
right_start = starten
right_start_how = `{ jules-start.name }` `{ jules-run.name }` `{ jules-batch.name }` `{ jules-attach.name }`, und **{ send_to_jules.name }** im Menü einer Nachricht
right_talk = mit Jules reden
right_talk_how = schreib in den Thread, oder `{ jules-send.name }` `{ jules-ask.name }` `{ jules-revise.name }`
right_approve = freigeben
right_approve_how = **Approve** unter einem Plan, oder `{ jules-approve.name }`
right_look = ansehen
right_look_how = `{ jules-status.name }` `{ jules-plan.name }` `{ jules-diff.name }` `{ jules-result.name }` `{ jules-list.name }` `{ jules-inbox.name }`
right_set_up = beenden und einrichten
right_set_up_how = `{ jules-stop.name }` `{ jules-archive.name }` `{ jules-detach.name }` `{ jules-settings.name }` `{ jules-key.name }`

## Settings

settings_of_channel = **In { $channel } gestartete Sitzungen**
settings_repo = • Repository: { $repo }
settings_branch = • Branch: { $branch }
settings_forum = • sie erscheinen als Beiträge in { $forum }
settings_no_forum = • sie erscheinen hier
repo_not_set = nicht eingestellt: wird bei jeder Sitzung genannt
branch_not_set = der Standard-Branch des Repositorys
settings_of_thread = **Dieser Thread**
settings_verbosity = • zeigt: { $shows }
settings_calls = • ruft: { $who }, wenn jemand gebraucht wird
settings_muted = • ruft: niemanden, er ist stummgeschaltet
shows_quiet = wenig: nur, was jemanden braucht, und das Ergebnis
shows_normal = normal: Fortschritt in der Statuskarte
shows_verbose = viel: eine stille Zeile für jeden Schritt
settings_changed = ✅ Geändert.
settings_hint = -# `repo`, `branch` und `forum` gelten für diesen Kanal; `unset`, oder als Forum dieser Kanal selbst, nimmt eines zurück.

## Jules keys

key_form = Ein Jules-API-Schlüssel
key_field = Schlüssel von jules.google.com/settings
keys_no_master = Hier können noch keine Schlüssel aufbewahrt werden: Wer diesen Bot betreibt, muss zuerst `MASTER_KEY_FILE` setzen.
keys_not_for_servers = Wer diesen Bot betreibt, nimmt keine Schlüssel von Servern an.
keys_not_for_people = Wer diesen Bot betreibt, nimmt keine Schlüssel einzelner Leute an.
key_exists = Es gibt schon einen Schlüssel. `/jules { jules-key.name } { jules-key-rotate.name }` setzt einen anderen an seine Stelle, `/jules { jules-key.name } { jules-key-revoke.name }` vergisst ihn.
key_missing = Einen solchen Schlüssel gibt es nicht. `/jules { jules-key.name } { jules-key-set.name }` nimmt einen an.
key_is_none = Das ist kein Jules-Schlüssel, deshalb wurde nichts gespeichert. Kopiere einen von jules.google.com/settings, ganz und sonst nichts.
key_not_accepted = Jules nimmt diesen Schlüssel nicht an, deshalb wurde nichts gespeichert. Erstelle einen auf jules.google.com/settings und versuch es noch einmal.
key_not_tried = Jules hat nicht geantwortet, deshalb ließ sich der Schlüssel nicht prüfen und nichts wurde gespeichert. Versuch es gleich noch einmal.
key_of_another_account = Dieser Schlüssel gehört zu einem anderen Jules-Konto, in dem es die Sitzungen des jetzigen nicht gibt, deshalb wurde nichts gespeichert. Nimm einen desselben Kontos, oder fang nach `/jules { jules-key.name } { jules-key-revoke.name }` neu an.
key_taken = ✅ Jules nimmt den Schlüssel an, der auf { $ends } endet, und er erreicht { $sources ->
    [one] ein Repository
   *[other] { $sources } Repositories
}. Was von jetzt an gestartet wird, arbeitet damit.
key_replaced = ✅ Jules nimmt den Schlüssel an, der auf { $ends } endet, und die Sitzungen gehen damit weiter. Lösche den alten auf jules.google.com/settings.
key_revoked = ✅ Der Schlüssel ist vergessen. { $sessions ->
    [0] Keine Sitzung hat damit gearbeitet.
    [one] Eine Sitzung hat damit gearbeitet, und ihr Thread erfährt es.
   *[other] { $sessions } Sitzungen haben damit gearbeitet, und ihre Threads erfahren es.
} Jules nimmt ihn weiter an: Lösche ihn auf jules.google.com/settings.
key_mine = • Dein Schlüssel endet auf { $ends }; gegeben hast du ihn { $since }
key_mine_none = • Du hast keinen eigenen Schlüssel gegeben
key_server = • Der Schlüssel dieses Servers endet auf { $ends }; gegeben hat ihn { $by } { $since }
key_server_none = • Dieser Server hat keinen eigenen Schlüssel
key_uses_mine = Was du hier startest, arbeitet mit **deinem Schlüssel**.
key_uses_server = Was du hier startest, arbeitet mit **dem Schlüssel dieses Servers**.
key_uses_operator = Was du hier startest, arbeitet mit **dem Schlüssel derer, die diesen Bot betreiben**.
no_key_here = Es gibt keinen Jules-Schlüssel, mit dem du hier arbeiten könntest: `/jules { jules-key.name } { jules-key-set.name }` nimmt einen an, deinen eigenen oder den dieses Servers.
key_gone = Der Jules-Schlüssel dazu wurde widerrufen; was bei Jules ist, lässt sich hier deshalb nicht mehr lesen.
key_gone_before = Der Jules-Schlüssel, mit dem es beginnen sollte, wurde widerrufen.
cut_off_already = Der Jules-Schlüssel dieser Sitzung wurde widerrufen, deshalb ist nichts geschehen. Mit einem Schlüssel desselben Kontos gibt `/jules { jules-attach.name }` der Sitzung einen neuen Thread.

## Refusals

denied_elsewhere = Ich arbeite nur auf den Servern, für die ich eingerichtet wurde.
denied_nobody_configured = Bisher darf nur der Besitzer dieses Bots ihn benutzen. Mit `access.users` oder `access.roles` kann er andere zulassen.
denied_not_listed = Das darfst du hier nicht. Bitte die Leute, die diesen Bot betreiben, dich oder eine deiner Rollen einzutragen.
denied_automated = Bots und Webhooks dürfen diesen Bot nicht benutzen.
denied_repository = Das darfst du, aber nicht mit diesem Repository. Frag die Leute, die diesen Bot betreiben.
denied_channel = An diesem Repository wird nicht in diesem Kanal gearbeitet. Nimm einen der Kanäle, die dafür vorgesehen sind.
denied_branch = Sitzungen in diesem Repository dürfen nicht von diesem Branch ausgehen. Wähle einen anderen.
denied_auto_pr = Jules darf in diesem Repository nicht von selbst Pull Requests öffnen. Starte ohne das: `/jules { jules-start.name }`.
denied_unattended = Hier muss erst ein Mensch den Plan freigeben. Starte mit Freigabe: `/jules { jules-start.name }`.
denied_four_eyes = Dieser Plan geht auf deine eigenen Worte zurück; deshalb muss ihn jemand anderes freigeben.
denied_unknown = Discord sagt mir gerade nicht, welche Rollen du hast, deshalb ist nichts geschehen. Versuch es gleich noch einmal.
denied_gone = Wer das geschrieben hat, ist nicht mehr auf diesem Server; deshalb wurde es nicht weitergegeben.
denied_unrecorded = Ich konnte nicht festhalten, dass du das getan hast, deshalb ist nichts geschehen. Sag es den Leuten, die diesen Bot betreiben.
quota_user_day = Du hast so viele Sitzungen gestartet, wie eine Person in 24 Stunden darf: { $most }. Versuch es später noch einmal.
quota_repo_day = In diesem Repository wurden so viele Sitzungen gestartet, wie es in 24 Stunden sein dürfen: { $most }. Versuch es später noch einmal.
quota_day = Es wurden so viele Sitzungen gestartet, wie dieser Bot in 24 Stunden darf: { $most }. Versuch es später noch einmal.
quota_user_live = Du hast so viele offene Sitzungen, wie eine Person haben darf: { $most }. Warte, bis eine endet, oder stoppe eine.
quota_repo_live = Dieses Repository hat so viele offene Sitzungen, wie es haben darf: { $most }. Warte, bis eine endet, oder stoppe eine.
quota_live = Es gibt so viele offene Sitzungen, wie dieser Bot haben darf: { $most }. Warte, bis eine endet, oder stoppe eine.
audit_head = Die neuesten Entscheidungen auf diesem Server, die neueste zuerst. `jules-discord audit verify` prüft sie alle.
audit_nothing = Auf diesem Server wurde seit dem Start des Bots nichts entschieden.
audit_allowed = erlaubt
audit_denied = abgelehnt: { $why }

no_words = Es gibt nichts zu senden: Schreib mindestens ein Wort für Jules.
too_many_words = Das sind { $characters } Zeichen, und Jules nimmt höchstens 6.000: Kürze es, oder leg die Einzelheiten in eine Datei.
no_such_repository = Jules hat keinen Zugriff auf das Repository { $repo }: Wähle eines aus der Liste, oder verbinde es auf jules.google.com.
no_such_default = Für diesen Kanal ist das Repository { $repo } eingestellt, auf das Jules keinen Zugriff hat: Nenne mit `repo` ein anderes, oder ändere es mit `/jules { jules-settings.name }`.
no_such_branch = { $repo } hat keinen Branch { $branch }: Wähle einen aus der Liste, oder lass ihn weg für den Standard-Branch.
no_such_session = Jules kennt keine solche Sitzung: Füge ihren Link von jules.google.com ein, oder wähle eine aus der Liste.
not_a_session = Das ist keine Sitzung: Füge ihre ID ein, das ist eine Zahl, oder ihren Link von jules.google.com.
session_has_thread = Diese Sitzung hat schon ihren Thread: { $thread }.
which_repository = Welches Repository? Wähle eines mit der Option `repo`, oder schreib dort `none` für eine Aufgabe ohne.
branch_of_which = Zu welchem Repository gehört dieser Branch? Stell zuerst `repo` für diesen Kanal ein.
no_forum = Das ist kein Forum dieses Servers: Wähle einen Forumkanal, oder diesen Kanal selbst für Threads.
forum_gone = Die Sitzungen dieses Kanals erscheinen in { $forum }, das ich nicht mehr sehen kann: Lass mich hinein, oder wähle ein anderes mit `/jules { jules-settings.name }`.
no_repositories = Welche Repositories? Nenne mindestens eines, durch Kommas oder Leerzeichen getrennt; ein Stapel braucht Repositories.
too_many_repositories = Das sind { $count } Repositories, und ein Stapel hat höchstens { $most }: Heb einige für einen anderen auf.
no_such_message = Ich kann diese Nachricht nicht lesen: Sie wurde gelöscht, oder ich darf den Verlauf dieses Kanals nicht lesen.
nobodys_words = Das hat Discord geschrieben und sonst niemand: Wähle eine Nachricht, die jemand geschrieben hat.
repository_gone = Dieses Repository oder dieser Branch ist nicht mehr da: Sende die Nachricht noch einmal an Jules und wähle etwas anderes.
no_threads_here = Hier lassen sich keine Threads öffnen. Benutze das in einem Textkanal oder in einem Beitrag eines Forums.
cannot_see = Ich kann diesen Kanal nicht sehen. Gib mir hier die Berechtigung „Kanal ansehen“, oder benutze einen anderen Kanal.
unknown_button = Diesen Button kenne ich nicht. `/jules { jules-help.name }` zeigt, was du tun kannst.

## What went wrong

no_session = Das geht nur in einem Thread, der zu einer Jules-Sitzung gehört. Starte eine mit `/jules { jules-start.name }`.
opening_already = Das wird schon gestartet: Gleich erscheint der Thread.
no_batch = Diesen Stapel kenne ich nicht mehr. `/jules { jules-list.name }` zeigt seine Sitzungen, `/jules { jules-batch.name }` beginnt einen neuen.
busy = Das konnte ich gerade nicht annehmen, und es liegt nicht an dir. Versuch es gleich noch einmal.
unconfirmed = Ich bin zu beschäftigt, um das zu bestätigen. Sieh im Thread nach, bevor du es noch einmal versuchst.
no_thread = Discord hat mich hier keinen Thread öffnen lassen: { $why }. Prüf, ob ich in diesem Kanal öffentliche Threads erstellen darf.
no_post = Discord hat mich im Forum keinen Beitrag öffnen lassen: { $why }. Prüf, ob ich es sehen und dort Nachrichten senden darf.
not_saved = Das konnte ich nicht speichern, deshalb ist nichts geschehen. Bitte sag es den Leuten, die diesen Bot betreiben.
key_refused = Jules nimmt meinen Schlüssel nicht an, und es liegt nicht an dir. Wenn ihn jemand für diesen Server oder für sich gegeben hat, setzt `/jules { jules-key.name } { jules-key-rotate.name }` einen anderen an seine Stelle; sonst können es die Leute beheben, die mich betreiben: `jules-discord check` sagt, wie.
jules_unreachable = Jules war gerade nicht zu erreichen, und es liegt nicht an dir. Versuch es gleich noch einmal.
discord_refused = Discord hat meine Antwort nicht angenommen. Versuch es noch einmal.
unreadable_command = Das konnte ich nicht lesen. `/jules { jules-help.name }` zeigt, was es gibt.
our_fault = Bei mir ist etwas schiefgegangen; es liegt nicht an dir. Versuch es noch einmal.
