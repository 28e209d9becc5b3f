# Français, en tutoyant comme Discord. Session, plan, fil, pull request.
# Each sentence is one line: a line break here is one in Discord.

## Commands: what Discord shows in their place. Names are lower case, descriptions at most 100 characters

jules = Travaille avec Jules, l’agent de programmation
jules-start = Démarre une session : Jules écrit un plan et attend ton approbation
    .name = démarrer
    .prompt = Ce que Jules doit faire
    .repo = Dépôt ; `none` pour une tâche sans dépôt ; celui de ce salon si tu l’omets
    .branch = Branche de départ ; celle par défaut si tu l’omets
    .title = Un nom court pour le fil
    .plan-approval = Si Jules attend l’approbation de son plan
    .plan-approval-required = nécessaire
    .plan-approval-skip = sans
    .auto-pr = Si Jules ouvre une pull request de lui-même
    .attachment = Un fichier pour Jules : un texte entre dans la tâche, le reste devient un lien
jules-run = Laisse Jules tout faire : sans approbation, avec une pull request à la fin
    .name = exécuter
    .prompt = Ce que Jules doit faire
    .repo = Dépôt ; `none` pour une tâche sans dépôt ; celui de ce salon si tu l’omets
    .branch = Branche de départ ; celle par défaut si tu l’omets
    .title = Un nom court pour le fil
jules-batch = Donne la même tâche à plusieurs dépôts : sans approbation, une pull request pour chacun
    .name = lot
    .prompt = Ce que Jules doit faire dans chacun
    .repos = Dépôts, séparés par des virgules ou des espaces
    .branch = Branche de départ pour tous ; leur branche par défaut si tu l’omets
    .title = Un nom court pour les fils
    .plan-approval = Si Jules attend l’approbation de chaque plan
    .plan-approval-required = nécessaire
    .plan-approval-skip = sans
jules-attach = Ouvre un fil pour une session qui existe déjà
    .name = rattacher
    .session = L’identifiant de la session ou son adresse sur jules.google.com
    .history = Ce qui est montré de son passé
    .history-none = rien
    .history-summary = résumé
    .history-full = tout
jules-approve = Approuve le dernier plan
    .name = approuver
jules-revise = Demande un autre plan à Jules
    .name = réviser
    .feedback = Ce qui doit changer
jules-send = Dis quelque chose à Jules
    .name = envoyer
    .text = Ce que tu veux dire
jules-ask = Pose une question à Jules ; la réponse arrive dans le fil
    .name = demander
    .text = Ta question
jules-status = Montre où en est la session
    .name = statut
jules-plan = Montre le dernier plan avec ses boutons
    .name = plan
jules-diff = Montre ce que Jules a changé, avec le patch en fichier, ou un fichier page par page
    .name = diff
    .file = Seulement ce fichier, page par page
jules-result = Montre le résultat
    .name = résultat
jules-list = Liste les sessions de ce serveur, les plus récentes d’abord
    .name = liste
    .state = Seulement celles dans cet état
    .state-working = en cours
    .state-waiting = en attente
    .state-ended = terminées
    .repo = Seulement celles de ce dépôt
    .mine = Seulement celles que tu as démarrées
jules-inbox = Montre ce qui t’attend : plans à approuver, questions auxquelles répondre
    .name = en-attente
jules-stop = Archive la session ; le travail en cours est mis en pause
    .name = arrêter
jules-archive = Range la session chez Jules ; un message ici la fait revenir
    .name = archiver
jules-detach = Ne relaie plus rien dans ce fil ; la session continue chez Jules
    .name = détacher
jules-settings = Montre ou change le comportement de ce fil, et le dépôt et la branche de ce salon
    .name = paramètres
    .verbosity = Ce que ce fil montre
    .verbosity-quiet = peu
    .verbosity-normal = normal
    .verbosity-verbose = beaucoup
    .mute = Si ce fil n’appelle personne
    .ping = Qui ce fil appelle quand on a besoin de quelqu’un
    .ping-role = Un rôle à appeler à la place
    .repo = Dépôt des sessions de ce salon ; `unset` l’enlève
    .branch = Branche des sessions de ce salon ; `unset` l’enlève
    .forum = Forum où apparaissent les sessions de ce salon ; ce salon lui-même l’enlève
jules-key = Travaille avec une clé Jules de ce serveur, ou avec la tienne
    .name = clé
jules-key-set = Donne au bot une clé Jules : un formulaire la demande, et personne d’autre ne la voit
    .name = définir
    .whose = La tienne, pour ce que tu démarres ; ou celle de ce serveur, pour tous ici
    .whose-mine = la mienne
    .whose-server = serveur
jules-key-show = Montre quelles clés Jules il y a ici (leur fin) et avec laquelle tu travailles
    .name = montrer
jules-key-rotate = Remplace une clé par une autre du même compte Jules ; ses sessions continuent
    .name = renouveler
    .whose = La tienne ou celle de ce serveur
    .whose-mine = la mienne
    .whose-server = serveur
jules-key-revoke = Fais oublier une clé Jules au bot ; ce qui travaille avec elle n’est plus relayé
    .name = révoquer
    .whose = La tienne ou celle de ce serveur
    .whose-mine = la mienne
    .whose-server = serveur
jules-audit = Montre à qui quoi a été permis récemment sur ce serveur, et à qui non
    .name = journal
    .refused = Seulement ce qui a été refusé
jules-help = Ce que tu peux faire ici
    .name = aide
send_to_jules =
    .name = Envoyer à Jules

## Answers to commands

opened = Jules a la tâche. Suis-la dans { $thread }.
attached = Cette session a maintenant un fil : { $thread }.
approving = Je dis à Jules d’y aller. La carte du plan change dès que Jules confirme.
plan_superseded = Jules a remplacé ce plan. Relis le dernier : `/jules { jules-plan.name }` le montre.
approved_here = { $by } a déjà approuvé ce plan.
approved_outside = Ce plan a déjà été approuvé en dehors de ce fil.
approval_under_way = { $by } a approuvé ce plan ; Jules ne l’a pas encore confirmé.
no_plan = Il n’y a pas encore de plan. Il apparaîtra ici dès que Jules l’aura écrit.
approval_not_needed = Ce plan n’a pas besoin d’approbation : Jules y travaille déjà.
sending = Tes mots sont en route vers Jules.
asking = La question est posée à Jules. La réponse arrivera ici, en réponse à ta question.
revising = Tes changements sont en route vers Jules. Le nouveau plan apparaîtra ici dans une nouvelle carte.
no_changes = Jules n’a encore changé aucun fichier.
not_ended = Il n’y a pas encore de résultat : la session continue. `/jules { jules-status.name }` montre où elle en est.
stopping = Archivage de la session : Jules ne permet pas d’annuler, et l’archivage met le travail en pause. Une réponse ici la réveille.
archiving = Archivage de la session : elle quitte la liste chez Jules. Un message ici la fait revenir.
archiving_busy = Archivage de la session : elle quitte la liste chez Jules. Elle travaille encore : l’archivage met cela en pause. Un message ici la fait revenir.
detaching = Ce fil est détaché. La session continue chez Jules ; plus rien n’en est montré ici, et rien de ce qui est écrit ici ne lui parvient. `/jules { jules-attach.name }` lui donne un nouveau fil.
detached = Ce fil a été détaché de sa session, donc rien n’a été fait. `/jules { jules-attach.name }` donne un nouveau fil à la session ; `/jules { jules-start.name }` en commence une autre.
closed = Cette session n’existe plus chez Jules. Démarres-en une nouvelle avec `/jules { jules-start.name }`.
never_started = Jules n’a jamais commencé cette tâche. Redémarre-la avec `/jules { jules-start.name }`.

## Answers to buttons and forms. Names in bold are of buttons in the thread, which are English

answering = Ta réponse est en route vers Jules.
answering_late = Cette question a été réglée entre-temps. Tes mots sont quand même en route vers Jules.
question_answered_here = { $by } a répondu à cette question. Pour ajouter quelque chose, écris-le simplement dans le fil.
question_settled_elsewhere = Cette question est réglée. Pour ajouter quelque chose, écris-le simplement dans le fil.
waking = Je dis à Jules par un message que le plan est approuvé.
approve_first = Personne n’a encore approuvé ce plan, donc rien n’a été envoyé. Appuie sur **Approve** en dessous.
moved_since = Jules a avancé depuis, donc rien n’a été envoyé. `/jules { jules-status.name }` montre où en est la session.
nudged_already = { $by } vient d’écrire à Jules ; la réponse vient le plus souvent en quelques minutes.
nothing_to_resend = Ce message a déjà été renvoyé, ou il est trop ancien et je ne l’ai plus. Écris-le de nouveau dans le fil.
nudging = Je demande à Jules où il en est.
retrying = Nouvel essai. La carte de statut montre comment ça se passe.
nothing_to_retry = Il n’y a rien à réessayer : la session a continué depuis. `/jules { jules-status.name }` montre où elle en est.
retried_by_batch = Son lot a déjà recommencé cette tâche, dans un nouveau fil.
pausing = La carte de statut ne bouge plus, pour tout le monde ici. **Resume updates** la fait repartir.
resuming = La carte de statut montre de nouveau la progression.
more = { $commands ->
    [0] Jules n’a encore lancé aucune commande ici. Dès que ce sera fait, tu pourras en obtenir la sortie ici.
    [one] Jules a lancé une commande. Choisis-la pour obtenir toute sa sortie dans un fichier.
   *[other] Les { $commands } dernières commandes lancées par Jules. Choisis-en une pour obtenir toute sa sortie dans un fichier.
}
command_output_menu = Sortie d’une commande
exit_done = réussie (code de sortie 0)
exit_failed = échouée (code de sortie { $code })
output_file = Tout ce que la commande a affiché
output = Tout ce que { $command } a affiché est dans le fichier.
patch_hint = Tous les changements jusqu’ici. `git apply changes.patch` les applique à ta copie.

## Forms: titles and labels of at most 45 characters

changes_form = Demander des changements au plan
changes_field = Qu’est-ce qui doit changer ?
reply_form = Répondre à Jules
reply_field = Que doit savoir Jules ?

## Where a session stands

state_starting = 🕓 Démarre
state_queued = 🕓 Attend son tour chez Jules
state_planning = 🧭 Jules prépare un plan
state_plan_waits = 📝 Le plan attend une approbation
state_question_waits = ❓ Jules attend ta réponse
state_working = 🔧 Jules travaille
state_paused = ⏸️ En pause
state_failed = ❌ Échouée
state_finished = ✅ Terminée
state_faded = ⏸️ Mise de côté : le plan n’a pas été approuvé
state_finished_asking = ❓ Terminée, avec une question qui attend ta réponse
state_faded_approved = ⏳ Mise de côté ; en attente que Jules prenne l’approbation en compte
state_detached = 🔌 Détachée : continue chez Jules, rien n’est montré ici
state_cut_off = 🔑 Coupée : sa clé a été révoquée ; continue chez Jules

## The cards of a thread, which a command shows to one person, too. Names in bold are of buttons

status_line = { $place } · pour { $requester } · commencée { $since }
step = **Étape { $number } sur { $of } :** { $title }
updates_paused = ⏸️ { $by } a **suspendu les mises à jour** : la progression n’est plus affichée ici. Ce que dit Jules, ce qui a besoin de toi et la fin apparaissent toujours. Appuie sur **Resume updates** pour la revoir.
kept_back = { $count ->
    [one] 🔇 Ce fil montre peu : { $count } message de Jules n’apparaît pas ici ; **Open in Jules** le montre.
   *[other] 🔇 Ce fil montre peu : { $count } messages de Jules n’apparaissent pas ici ; **Open in Jules** les montre.
}
and_more = … et { $count } de plus
plan_title = { $steps ->
    [one] Plan { $number } · { $steps } étape
   *[other] Plan { $number } · { $steps } étapes
}
old_plan_title = { $steps ->
    [one] Ancien plan { $number } · { $steps } étape
   *[other] Ancien plan { $number } · { $steps } étapes
}
plan_asked = ⏳ { $by } l’a approuvé ; Jules doit encore le confirmer.
plan_unconfirmed = ⚠️ { $by } l’a approuvé, mais rien n’a bougé depuis. Approuve-le encore une fois, ou réveille Jules par un message.
plan_approved = ✅ Approuvé par { $by }.
approved_elsewhere = ✅ Approuvé en dehors de ce fil.
plan_goes_ahead = ▶️ Jules se lance ; aucune approbation n’est nécessaire.
plan_replaced = ↩️ Remplacé par un plan plus récent.
plan_stale_at = ⏳ Jules met de côté un plan non approuvé au bout d’environ 10 minutes : { $at }.
plan_faded = ⏸️ Jules a mis ce plan de côté. **Approve** fonctionne toujours ; un message dans le fil réveille aussi Jules.
all_may_approve = -# Toute personne qui peut utiliser ce bot ici peut approuver.
role_may_approve = -# { $role } est invité à approuver ; toute personne qui peut utiliser ce bot ici le peut.
no_title = (sans titre)
plan_file = Le plan entier
plan_in_file = -# Les détails de chaque étape sont dans { $file }.
changes_title = Changements : { $counts }
commit_message = **Message de commit proposé**
patch_file = Tous les changements en un patch pour git apply

## What came out: facts beside each other

took_moments = en moins d’une minute
took_minutes = { $minutes ->
    [one] en { $minutes } minute
   *[other] en { $minutes } minutes
}
took_hours = en { $hours } heures
with_pull_request = pull request <{ $url }>
with_open_question = ❓ avec une question à laquelle personne n’a répondu
counts = { $files ->
    [one] { $files } fichier +{ $added } −{ $removed }
   *[other] { $files } fichiers +{ $added } −{ $removed }
}

## The change set, page by page

diff_overview = **{ $counts }** · choisis un fichier pour voir ce qui y change.
diff_page = { $file } · { $change } · page { $page } sur { $pages }
diff_newer = 🔄 Jules a fait d’autres changements depuis que tu as ouvert ceci ; voici les derniers.
file_added = nouveau fichier, +{ $added }
file_deleted = supprimé, −{ $removed }
file_renamed = renommé depuis { $from }, +{ $added } −{ $removed }
file_copied = copié depuis { $from }, +{ $added } −{ $removed }
file_mode = mode changé de { $from } à { $to }
file_binary = pas du texte : le patch en contient les octets
file_without_lines = Il n’y a aucune ligne à montrer : seul le nom ou le mode change, ou le contenu n’est pas du texte.
changes_unavailable = Jules ne fournit plus ces changements.
changes_unavailable_see = Jules ne fournit plus ces changements. Consulte-les sur <{ $url }>.
file_unavailable = Jules ne fournit plus cela, ou c’est vide ou trop grand pour Discord.
no_such_file = { $path } ne fait pas partie des fichiers changés, ou n’est pas le seul de ce nom. Voici ceux qui ont changé :
choose_file = Choisis un fichier
next_page = Page suivante ▶
previous_page = ◀ Page précédente
more_files = Autres fichiers ▶
earlier_files = ◀ Fichiers précédents

## Choices: at most 100 characters

no_repository_choice = none : une tâche sans dépôt
unset_choice = unset : rien par défaut
no_repository = sans dépôt
has_thread_already = a un fil

## Starting

by_default = Lieu de travail : { $place }, selon les paramètres de ce salon.
enclosed_whole = 📎 { $name } fait partie de ce que Jules reçoit.
enclosed_part = ⚠️ De { $name }, Jules ne reçoit que les { $characters } premiers caractères : mots et fichiers ensemble peuvent en avoir 8 000.
enclosed_too_much = ⚠️ { $name } a été laissé de côté : mots et fichiers ensemble peuvent avoir 8 000 caractères.
enclosed_picture = 🖼️ Jules n’accepte pas d’images par ce moyen et reçoit donc un lien vers { $name }. Il ne pourra peut-être pas l’ouvrir, et Discord coupe ces liens au bout d’un jour environ : dis avec des mots ce qui compte.
enclosed_other = 🔗 { $name } n’est pas un texte, donc Jules reçoit un lien, qui expire au bout d’un jour environ.
enclosed_nothing = ⚠️ { $name } n’a pas pu être lu chez Discord et a été laissé de côté.

## Send to Jules

offer_head = **On donne ça à Jules ?** Rien n’a encore commencé.
offer_files = { $files ->
    [one] 📎 Un fichier l’accompagne.
   *[other] 📎 { $files } fichiers l’accompagnent.
}
offer_place = Lieu de travail : { $place }. Jules attendra que tu approuves son plan.
offer_open = **Choisis où :** plusieurs dépôts sont connectés.
offer_begin = Démarrer
offer_other = Un autre dépôt ou une autre branche…
offer_repo_menu = Dépôt
offer_branch_menu = Branche de départ
offer_form = Où Jules doit-il travailler ?
offer_repo_field = Dépôt, ou none
offer_branch_field = Branche ; vide pour celle par défaut

## Batches

batch_begun = { $repositories ->
    [one] Le lot a commencé : un dépôt, au plus { $at_once } en cours à la fois. Sa carte est dans { $channel }.
   *[other] Le lot a commencé : { $repositories } dépôts, au plus { $at_once } en cours à la fois. Sa carte est dans { $channel }.
}
batch_stopping = { $left ->
    [0] Tout a déjà commencé ; `/jules { jules-stop.name }` dans un fil met sa session en pause.
   *[other] Plus rien ne commence ; laissés de côté : { $left }. Ce qui a commencé continue ; `/jules { jules-stop.name }` dans son fil le met en pause.
}
batch_going_on = { $left ->
    [0] Tout a déjà commencé.
   *[other] On continue : encore { $left } à commencer.
}
batch_retrying = { $count ->
    [0] Rien n’a échoué, ou cela a repris dans son propre fil, donc rien n’a été recommencé.
    [one] Ce qui a échoué recommence, dans un nouveau fil.
   *[other] Les { $count } qui ont échoué recommencent, chacun dans un nouveau fil.
}

## Lists and the inbox

list_empty = Pas de session ici. Démarres-en une avec `/jules { jules-start.name }`.
list_part = **Sessions { $first }–{ $last } sur { $count }**, les plus récentes d’abord
page_before = ◀ Retour
page_after = Suite ▶
inbox_empty = Rien ne t’attend ici.
inbox_whole = { $count ->
    [one] **Une chose t’attend**
   *[other] **{ $count } choses t’attendent**, les plus anciennes d’abord
}
inbox_part = **{ $count } choses t’attendent**, les plus anciennes d’abord ({ $first }–{ $last })
plan_waits_for_you = 📝 Un plan à approuver dans { $thread } · { $place } · { $whose } · arrivé { $since }
question_waits_for_you = ❓ Une question qui attend une réponse dans { $thread } · { $place } · { $whose } · arrivée { $since }
yours = ta session
theirs = session de { $requester }

## Help

help_what = **Jules travaille sur tes dépôts, et tu lui parles dans un fil.**
help_start = `/jules { jules-start.name }` ouvre un fil : Jules écrit un plan, tu appuies sur **Approve** (approuver) ou **Request changes** (demander des changements). `{ jules-run.name }` le laisse travailler sans demander et ouvre une pull request.
help_talk = Dans le fil, écris simplement : 📨 enregistré, ✅ Jules l’a, ⚠️ ça n’a pas marché. Commence par `?`, mentionne-moi ou réponds à l’un de mes messages pour poser une question ; commence par `!` ou `(aside)` pour parler entre vous.
help_you_may = **Tu peux**
help_not_here = **Pas ici :** { $rights }
right_start = démarrer
right_start_how = `{ jules-start.name }` `{ jules-run.name }` `{ jules-batch.name }` `{ jules-attach.name }`, et **{ send_to_jules.name }** dans le menu d’un message
right_talk = parler à Jules
right_talk_how = écris dans le fil, ou `{ jules-send.name }` `{ jules-ask.name }` `{ jules-revise.name }`
right_approve = approuver
right_approve_how = **Approve** sous un plan, ou `{ jules-approve.name }`
right_look = regarder
right_look_how = `{ jules-status.name }` `{ jules-plan.name }` `{ jules-diff.name }` `{ jules-result.name }` `{ jules-list.name }` `{ jules-inbox.name }`
right_set_up = terminer et configurer
right_set_up_how = `{ jules-stop.name }` `{ jules-archive.name }` `{ jules-detach.name }` `{ jules-settings.name }` `{ jules-key.name }`

## Settings

settings_of_channel = **Sessions démarrées dans { $channel }**
settings_repo = • dépôt : { $repo }
settings_branch = • branche : { $branch }
settings_forum = • elles apparaissent comme publications dans { $forum }
settings_no_forum = • elles apparaissent ici
repo_not_set = non défini : indiqué à chaque session
branch_not_set = celle par défaut du dépôt
settings_of_thread = **Ce fil**
settings_verbosity = • montre : { $shows }
settings_calls = • appelle : { $who } quand on a besoin de quelqu’un
settings_muted = • appelle : personne, il est en sourdine
shows_quiet = peu : seulement ce qui demande quelqu’un, et le résultat
shows_normal = normal : la progression dans la carte de statut
shows_verbose = beaucoup : une ligne silencieuse à chaque étape
settings_changed = ✅ Changé.
settings_hint = -# `repo`, `branch` et `forum` sont ceux de ce salon ; `unset`, ou comme forum ce salon lui-même, en enlève un.

## Jules keys

key_form = Une clé API Jules
key_field = Clé de jules.google.com/settings
keys_no_master = Aucune clé ne peut encore être gardée ici : qui gère ce bot doit d’abord définir `MASTER_KEY_FILE`.
keys_not_for_servers = Qui gère ce bot n’accepte pas de clés de serveurs.
keys_not_for_people = Qui gère ce bot n’accepte pas de clés de particuliers.
key_exists = Il y a déjà une clé. `/jules { jules-key.name } { jules-key-rotate.name }` en met une autre à sa place, `/jules { jules-key.name } { jules-key-revoke.name }` l’oublie.
key_missing = Il n’y a pas de telle clé. `/jules { jules-key.name } { jules-key-set.name }` en prend une.
key_is_none = Ce n’est pas une clé Jules, donc rien n’a été enregistré. Copie-en une depuis jules.google.com/settings, entière et sans rien d’autre.
key_not_accepted = Jules n’accepte pas cette clé, donc rien n’a été enregistré. Crées-en une sur jules.google.com/settings et réessaie.
key_not_tried = Jules n’a pas répondu ; la clé n’a donc pas pu être essayée et rien n’a été enregistré. Réessaie dans un moment.
key_of_another_account = Cette clé est celle d’un autre compte Jules, où les sessions de l’actuel n’existent pas, donc rien n’a été enregistré. Prends-en une du même compte, ou recommence après `/jules { jules-key.name } { jules-key-revoke.name }`.
key_taken = ✅ Jules accepte la clé qui finit par { $ends }, et elle atteint { $sources ->
    [one] un dépôt
   *[other] { $sources } dépôts
}. Ce qui démarre à partir de maintenant travaille avec elle.
key_replaced = ✅ Jules accepte la clé qui finit par { $ends }, et les sessions continuent avec elle. Supprime l’ancienne sur jules.google.com/settings.
key_revoked = ✅ La clé est oubliée. { $sessions ->
    [0] Aucune session ne travaillait avec elle.
    [one] Une session travaillait avec elle, et son fil en est averti.
   *[other] { $sessions } sessions travaillaient avec elle, et leurs fils en sont avertis.
} Jules l’accepte toujours : supprime-la sur jules.google.com/settings.
key_mine = • Ta clé finit par { $ends } ; tu l’as donnée { $since }
key_mine_none = • Tu n’as pas donné de clé à toi
key_server = • La clé de ce serveur finit par { $ends } ; { $by } l’a donnée { $since }
key_server_none = • Ce serveur n’a pas de clé à lui
key_uses_mine = Ce que tu démarres ici travaille avec **ta clé**.
key_uses_server = Ce que tu démarres ici travaille avec **la clé de ce serveur**.
key_uses_operator = Ce que tu démarres ici travaille avec **la clé de qui gère ce bot**.
no_key_here = Il n’y a pas de clé Jules avec laquelle tu pourrais travailler ici : `/jules { jules-key.name } { jules-key-set.name }` en prend une, la tienne ou celle de ce serveur.
key_gone = La clé Jules de ceci a été révoquée ; ce qui est chez Jules ne peut donc plus être lu ici.
key_gone_before = La clé Jules avec laquelle cela devait commencer a été révoquée.
cut_off_already = La clé Jules de cette session a été révoquée, donc rien n’a été fait. Avec une clé du même compte, `/jules { jules-attach.name }` donne un nouveau fil à la session.

## Refusals

denied_elsewhere = Je ne travaille que sur les serveurs pour lesquels on m’a configuré.
denied_nobody_configured = Pour l’instant, seul le propriétaire de ce bot peut l’utiliser. Il peut en laisser entrer d’autres avec `access.users` ou `access.roles`.
denied_not_listed = Tu n’as pas le droit de faire ça ici. Demande à ceux qui gèrent ce bot de t’ajouter, toi ou l’un de tes rôles.
denied_automated = Les bots et les webhooks ne peuvent pas utiliser ce bot.
denied_repository = Tu en as le droit, mais pas avec ce dépôt. Demande à ceux qui gèrent ce bot.
denied_channel = On ne travaille pas sur ce dépôt dans ce salon. Utilise un des salons choisis pour lui.
denied_branch = Les sessions de ce dépôt ne peuvent pas partir de cette branche. Choisis-en une autre.
denied_auto_pr = Jules ne peut pas ouvrir lui-même de pull requests dans ce dépôt. Démarre sans cela : `/jules { jules-start.name }`.
denied_unattended = Ici, une personne doit d’abord approuver le plan. Démarre avec approbation : `/jules { jules-start.name }`.
denied_four_eyes = Ce plan vient de tes propres mots ; c’est donc à quelqu’un d’autre de l’approuver.
denied_unknown = Discord ne me dit pas quels sont tes rôles pour l’instant, je n’ai donc rien fait. Réessaie dans un moment.
denied_gone = La personne qui a écrit cela n’est plus sur ce serveur ; son message n’a donc pas été transmis.
denied_unrecorded = Je n’ai pas pu consigner que tu as fait cela, je ne l’ai donc pas fait. Préviens ceux qui gèrent ce bot.
quota_user_day = Tu as démarré autant de sessions qu’une personne le peut en 24 heures : { $most }. Réessaie plus tard.
quota_repo_day = Autant de sessions que ce dépôt en admet en 24 heures ont été démarrées : { $most }. Réessaie plus tard.
quota_day = Autant de sessions que ce bot peut en démarrer en 24 heures l’ont été : { $most }. Réessaie plus tard.
quota_user_live = Tu as autant de sessions ouvertes qu’une personne le peut : { $most }. Attends qu’une se termine, ou arrêtes-en une.
quota_repo_live = Ce dépôt a autant de sessions ouvertes qu’il le peut : { $most }. Attends qu’une se termine, ou arrêtes-en une.
quota_live = Il y a autant de sessions ouvertes que ce bot peut en avoir : { $most }. Attends qu’une se termine, ou arrêtes-en une.
audit_head = Les décisions les plus récentes sur ce serveur, la plus récente d’abord. `jules-discord audit verify` les vérifie toutes.
audit_nothing = Rien n’a été décidé sur ce serveur depuis le démarrage du bot.
audit_allowed = permis
audit_denied = refusé : { $why }

no_words = Il n’y a rien à envoyer : écris au moins un mot pour Jules.
too_many_words = Cela fait { $characters } caractères, et Jules en accepte 6 000 au plus : raccourcis, ou mets les détails dans un fichier.
no_such_repository = Jules n’a pas accès au dépôt { $repo } : choisis-en un dans la liste, ou connecte-le sur jules.google.com.
no_such_default = Ce salon est réglé sur le dépôt { $repo }, auquel Jules n’a pas accès : indiques-en un autre avec `repo`, ou change-le avec `/jules { jules-settings.name }`.
no_such_branch = { $repo } n’a pas de branche { $branch } : choisis-en une dans la liste, ou omets-la pour celle par défaut.
no_such_session = Jules ne connaît pas cette session : colle son lien de jules.google.com, ou choisis-en une dans la liste.
not_a_session = Ce n’est pas une session : colle son identifiant, qui est un nombre, ou son lien de jules.google.com.
session_has_thread = Cette session a déjà son fil : { $thread }.
which_repository = Quel dépôt ? Choisis-en un avec l’option `repo`, ou écris-y `none` pour une tâche sans dépôt.
branch_of_which = De quel dépôt est cette branche ? Définis d’abord `repo` pour ce salon.
no_forum = Ce n’est pas un forum de ce serveur : choisis un salon forum, ou ce salon lui-même pour des fils.
forum_gone = Les sessions de ce salon apparaissent dans { $forum }, que je ne peux plus voir : laisse-moi entrer, ou choisis-en un autre avec `/jules { jules-settings.name }`.
no_repositories = Quels dépôts ? Indiques-en au moins un, séparés par des virgules ou des espaces ; un lot a besoin de dépôts.
too_many_repositories = Cela fait { $count } dépôts, et un lot en a { $most } au plus : gardes-en pour un autre.
no_such_message = Je ne peux pas lire ce message : il a été supprimé, ou je n’ai pas le droit de lire l’historique de ce salon.
nobodys_words = C’est Discord qui a écrit ça, et personne d’autre : choisis un message que quelqu’un a écrit.
repository_gone = Ce dépôt ou cette branche n’est plus là : renvoie le message à Jules et choisis autre chose.
no_threads_here = On ne peut pas ouvrir de fil ici. Utilise ceci dans un salon textuel, ou dans une publication d’un forum.
cannot_see = Je ne vois pas ce salon. Donne-moi ici la permission « Voir le salon », ou utilise un autre salon.
unknown_button = Je ne connais pas ce bouton. `/jules { jules-help.name }` montre ce que tu peux faire.

## What went wrong

no_session = Cela ne marche que dans un fil qui appartient à une session de Jules. Démarres-en une avec `/jules { jules-start.name }`.
opening_already = C’est déjà en train de démarrer : son fil apparaît dans un instant.
no_batch = Je ne connais plus ce lot. `/jules { jules-list.name }` montre ses sessions, `/jules { jules-batch.name }` en commence un autre.
busy = Je n’ai pas pu prendre cela à l’instant, et ce n’est pas ta faute. Réessaie dans un moment.
unconfirmed = Je suis trop occupé pour le confirmer. Regarde le fil avant de réessayer.
no_thread = Discord ne m’a pas laissé ouvrir un fil ici : { $why }. Vérifie que je peux créer des fils publics dans ce salon.
no_post = Discord ne m’a pas laissé ouvrir une publication dans le forum : { $why }. Vérifie que je peux le voir et y envoyer des messages.
not_saved = Je n’ai pas pu l’enregistrer, donc rien n’a été fait. Préviens ceux qui gèrent ce bot.
key_refused = Jules n’accepte pas ma clé, et ce n’est pas ta faute. Si quelqu’un l’a donnée pour ce serveur ou pour soi, `/jules { jules-key.name } { jules-key-rotate.name }` en met une autre à sa place ; sinon ceux qui me gèrent peuvent y remédier : `jules-discord check` dit comment.
jules_unreachable = Jules était injoignable à l’instant, et ce n’est pas ta faute. Réessaie dans un moment.
discord_refused = Discord n’a pas pris ma réponse. Réessaie.
unreadable_command = Je n’ai pas pu lire ça. `/jules { jules-help.name }` montre ce qui existe.
our_fault = Quelque chose s’est mal passé de mon côté ; ce n’est pas ta faute. Réessaie.
