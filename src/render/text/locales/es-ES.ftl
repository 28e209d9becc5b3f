# Español, de tú, como Discord. Sesión, plan, hilo, pull request.
# Each sentence is one line: a line break here is one in Discord.

## Commands: what Discord shows in their place. Names are lower case, descriptions at most 100 characters

jules = Trabaja con Jules, el agente de programación
jules-start = Inicia una sesión: Jules escribe un plan y espera tu aprobación
    .name = iniciar
    .prompt = Qué debe hacer Jules
    .repo = Repositorio; `none` para una tarea sin él; si lo omites, el de este canal
    .branch = Rama de partida; si la omites, la predeterminada
    .title = Un nombre corto para el hilo
    .plan-approval = Si Jules espera a que se apruebe su plan
    .plan-approval-required = necesaria
    .plan-approval-skip = omitir
    .auto-pr = Si Jules abre un pull request por su cuenta
    .attachment = Un archivo para Jules: el texto pasa a la tarea, lo demás va como enlace
jules-run = Deja que Jules lo haga todo: sin aprobación y con un pull request al final
    .name = ejecutar
    .prompt = Qué debe hacer Jules
    .repo = Repositorio; `none` para una tarea sin él; si lo omites, el de este canal
    .branch = Rama de partida; si la omites, la predeterminada
    .title = Un nombre corto para el hilo
jules-batch = La misma tarea para varios repositorios: sin aprobación y con un pull request de cada uno
    .name = lote
    .prompt = Qué debe hacer Jules en cada uno
    .repos = Repositorios, separados por comas o espacios
    .branch = Rama de partida en todos; si la omites, la predeterminada de cada uno
    .title = Un nombre corto para los hilos
    .plan-approval = Si Jules espera a que se apruebe cada plan
    .plan-approval-required = necesaria
    .plan-approval-skip = omitir
jules-attach = Abre un hilo para una sesión que ya existe
    .name = vincular
    .session = El ID de la sesión o su dirección en jules.google.com
    .history = Cuánto de su pasado se muestra
    .history-none = nada
    .history-summary = resumen
    .history-full = todo
jules-approve = Aprueba el plan más reciente
    .name = aprobar
jules-revise = Pide otro plan a Jules
    .name = revisar
    .feedback = Qué debería ser distinto
jules-send = Dile algo a Jules
    .name = enviar
    .text = Qué quieres decir
jules-ask = Pregunta algo a Jules; la respuesta llega al hilo
    .name = preguntar
    .text = Tu pregunta
jules-status = Muestra cómo va la sesión
    .name = estado
jules-plan = Muestra el plan más reciente con sus botones
    .name = plan
jules-diff = Muestra los cambios de Jules, con el parche como archivo, o un archivo página a página
    .name = diff
    .file = Solo este archivo, página a página
jules-result = Muestra el resultado
    .name = resultado
jules-list = Lista las sesiones de este servidor, las más recientes primero
    .name = lista
    .state = Solo las que están en este estado
    .state-working = en marcha
    .state-waiting = en espera
    .state-ended = terminadas
    .repo = Solo las de este repositorio
    .mine = Solo las que iniciaste tú
jules-inbox = Muestra lo que te espera: planes por aprobar, preguntas por responder
    .name = pendientes
jules-stop = Archiva la sesión; el trabajo en curso se pausa
    .name = detener
jules-archive = Guarda la sesión en Jules; un mensaje aquí la recupera
    .name = archivar
jules-detach = Deja de transmitir en este hilo; la sesión sigue en Jules
    .name = desvincular
jules-settings = Muestra o cambia cómo se comporta este hilo, y el repositorio y la rama de este canal
    .name = ajustes
    .verbosity = Cuánto muestra este hilo
    .verbosity-quiet = poco
    .verbosity-normal = normal
    .verbosity-verbose = mucho
    .mute = Si este hilo no avisa a nadie
    .ping = A quién avisa este hilo cuando hace falta alguien
    .ping-role = Un rol al que avisar en su lugar
    .repo = Repositorio de las sesiones de este canal; `unset` lo quita
    .branch = Rama de las sesiones de este canal; `unset` la quita
    .forum = Foro en el que aparecen las sesiones de este canal; este mismo canal lo quita
jules-key = Trabaja con una clave de Jules de este servidor, o con la tuya
    .name = clave
jules-key-set = Da al bot una clave de Jules: la pide un formulario, y nadie más la ve
    .name = poner
    .whose = La tuya, para lo que tú inicias; o la de este servidor, para todos aquí
    .whose-mine = la mía
    .whose-server = servidor
jules-key-show = Muestra qué claves de Jules hay aquí (su final) y con cuál trabajas
    .name = mostrar
jules-key-rotate = Cambia una clave por otra de la misma cuenta de Jules; sus sesiones siguen
    .name = renovar
    .whose = La tuya o la de este servidor
    .whose-mine = la mía
    .whose-server = servidor
jules-key-revoke = Haz que el bot olvide una clave de Jules; lo que trabaja con ella deja de transmitirse
    .name = revocar
    .whose = La tuya o la de este servidor
    .whose-mine = la mía
    .whose-server = servidor
jules-audit = Muestra a quién se permitió qué hace poco en este servidor, y a quién no
    .name = registro
    .refused = Solo lo que se rechazó
jules-help = Qué puedes hacer aquí
    .name = ayuda
send_to_jules =
    .name = Enviar a Jules

## Answers to commands

opened = Jules tiene la tarea. Síguela en { $thread }.
attached = Esa sesión ya tiene un hilo: { $thread }.
approving = Le digo a Jules que siga adelante. La tarjeta del plan cambia en cuanto Jules lo confirme.
plan_superseded = Jules ha sustituido ese plan. Revisa el más reciente: `/jules { jules-plan.name }` lo muestra.
approved_here = { $by } ya ha aprobado ese plan.
approved_outside = Ese plan ya se ha aprobado fuera de este hilo.
approval_under_way = { $by } ha aprobado ese plan; Jules aún no lo ha confirmado.
no_plan = Todavía no hay plan. Aparecerá aquí en cuanto Jules lo haya escrito.
approval_not_needed = Ese plan no necesita aprobación: Jules ya está trabajando en él.
sending = Tus palabras van de camino a Jules.
asking = Jules tiene tu pregunta. La respuesta llegará aquí, como respuesta a ella.
revising = Tus cambios van de camino a Jules. El nuevo plan aparecerá aquí como una tarjeta nueva.
no_changes = Jules aún no ha cambiado ningún archivo.
not_ended = Todavía no hay resultado: la sesión sigue en marcha. `/jules { jules-status.name }` muestra cómo va.
stopping = Archivando la sesión: Jules no permite cancelar, y archivar pausa el trabajo. Una respuesta aquí la despierta.
archiving = Archivando la sesión: sale de la lista de Jules. Un mensaje aquí la recupera.
archiving_busy = Archivando la sesión: sale de la lista de Jules. Aún está trabajando: archivarla lo pausa. Un mensaje aquí la recupera.
detaching = Este hilo queda desvinculado. La sesión sigue en Jules; aquí ya no se muestra nada de ella, y lo que se escriba aquí no le llega. `/jules { jules-attach.name }` le da un hilo nuevo.
detached = Este hilo se desvinculó de su sesión, así que no se ha hecho nada. `/jules { jules-attach.name }` da a la sesión un hilo nuevo; `/jules { jules-start.name }` inicia otra.
closed = Esta sesión ya no existe en Jules. Inicia una nueva con `/jules { jules-start.name }`.
never_started = Jules nunca empezó esta tarea. Iníciala otra vez con `/jules { jules-start.name }`.

## Answers to buttons and forms. Names in bold are of buttons in the thread, which are English

answering = Tu respuesta va de camino a Jules.
answering_late = Esa pregunta se resolvió entretanto. Tus palabras van de camino a Jules de todos modos.
question_answered_here = { $by } ya ha respondido a esa pregunta. Para añadir algo, escríbelo en el hilo.
question_settled_elsewhere = Esa pregunta ya está resuelta. Para añadir algo, escríbelo en el hilo.
waking = Le digo a Jules con un mensaje que el plan está aprobado.
approve_first = Nadie ha aprobado ese plan todavía, así que no se ha enviado nada. Pulsa **Approve** debajo de él.
moved_since = Jules ha avanzado desde entonces, así que no se ha enviado nada. `/jules { jules-status.name }` muestra cómo va.
nudged_already = { $by } acaba de escribir a Jules; suele responder en pocos minutos.
nothing_to_resend = Ese mensaje ya se envió de nuevo, o es demasiado antiguo y ya no lo tengo. Escríbelo otra vez en el hilo.
nudging = Le pregunto a Jules cómo va.
retrying = Nuevo intento. La tarjeta de estado muestra cómo va.
nothing_to_retry = No hay nada que reintentar: la sesión ha seguido desde entonces. `/jules { jules-status.name }` muestra cómo va.
retried_by_batch = Su lote ya ha vuelto a empezar esta tarea, en un hilo nuevo.
pausing = La tarjeta de estado queda quieta para todos aquí. **Resume updates** la pone otra vez en marcha.
resuming = La tarjeta de estado vuelve a mostrar el progreso.
more = { $commands ->
    [0] Jules aún no ha ejecutado ningún comando aquí. Cuando lo haga, podrás ver aquí su salida.
    [one] Jules ha ejecutado un comando. Elígelo para recibir toda su salida como archivo.
   *[other] Los últimos { $commands } comandos que ejecutó Jules. Elige uno para recibir toda su salida como archivo.
}
command_output_menu = Salida de un comando
exit_done = hecho (código de salida 0)
exit_failed = falló (código de salida { $code })
output_file = Todo lo que imprimió el comando
output = Todo lo que imprimió { $command } está en el archivo.
patch_hint = Todos los cambios hasta ahora. `git apply changes.patch` los aplica en tu copia.

## Forms: titles and labels of at most 45 characters

changes_form = Pedir cambios en el plan
changes_field = ¿Qué debería ser distinto?
reply_form = Responder a Jules
reply_field = ¿Qué debe saber Jules?

## Where a session stands

state_starting = 🕓 Iniciando
state_queued = 🕓 Espera su turno en Jules
state_planning = 🧭 Jules está planificando
state_plan_waits = 📝 El plan espera aprobación
state_question_waits = ❓ Jules espera tu respuesta
state_working = 🔧 Jules está trabajando
state_paused = ⏸️ En pausa
state_failed = ❌ Falló
state_finished = ✅ Terminada
state_faded = ⏸️ Apartada: el plan no se aprobó
state_finished_asking = ❓ Terminada con una pregunta que espera tu respuesta
state_faded_approved = ⏳ Apartada; a la espera de que Jules acepte la aprobación
state_detached = 🔌 Desvinculada: sigue en Jules, aquí no se muestra nada
state_cut_off = 🔑 Cortada: su clave fue revocada; sigue en Jules

## The cards of a thread, which a command shows to one person, too. Names in bold are of buttons

status_line = { $place } · para { $requester } · iniciada { $since }
step = **Paso { $number } de { $of }:** { $title }
updates_paused = ⏸️ { $by } ha **pausado las actualizaciones**: aquí no se muestra el progreso. Lo que dice Jules, lo que te necesita y el final siguen apareciendo. Pulsa **Resume updates** para volver a verlo.
kept_back = { $count ->
    [one] 🔇 Este hilo muestra poco: 1 mensaje de Jules no aparece aquí; está en **Open in Jules**.
   *[other] 🔇 Este hilo muestra poco: { $count } mensajes de Jules no aparecen aquí; están en **Open in Jules**.
}
and_more = … y { $count } más
plan_title = { $steps ->
    [one] Plan { $number } · 1 paso
   *[other] Plan { $number } · { $steps } pasos
}
old_plan_title = { $steps ->
    [one] Plan anterior { $number } · 1 paso
   *[other] Plan anterior { $number } · { $steps } pasos
}
plan_asked = ⏳ { $by } lo ha aprobado; falta que Jules lo confirme.
plan_unconfirmed = ⚠️ { $by } lo ha aprobado, pero desde entonces nada se ha movido. Apruébalo otra vez o despierta a Jules con un mensaje.
plan_approved = ✅ Aprobado por { $by }.
approved_elsewhere = ✅ Aprobado fuera de este hilo.
plan_goes_ahead = ▶️ Jules sigue adelante; no hace falta aprobación.
plan_replaced = ↩️ Sustituido por un plan más reciente.
plan_stale_at = ⏳ Jules aparta un plan sin aprobar al cabo de unos 10 minutos: { $at }.
plan_faded = ⏸️ Jules ha apartado este plan. **Approve** sigue funcionando; un mensaje en el hilo también despierta a Jules.
all_may_approve = -# Puede aprobarlo quien pueda usar este bot aquí.
role_may_approve = -# Se pide a { $role } que lo apruebe; puede hacerlo quien pueda usar este bot aquí.
no_title = (sin título)
plan_file = El plan completo
plan_in_file = -# Los detalles de cada paso están en { $file }.
changes_title = Cambios: { $counts }
commit_message = **Mensaje de commit propuesto**
patch_file = Todos los cambios como parche para git apply

## What came out: facts beside each other

took_moments = en menos de un minuto
took_minutes = { $minutes ->
    [one] en 1 minuto
   *[other] en { $minutes } minutos
}
took_hours = en { $hours } horas
with_pull_request = pull request <{ $url }>
with_open_question = ❓ con una pregunta que nadie ha respondido
counts = { $files ->
    [one] 1 archivo +{ $added } −{ $removed }
   *[other] { $files } archivos +{ $added } −{ $removed }
}

## The change set, page by page

diff_overview = **{ $counts }** · elige un archivo para ver qué cambia en él.
diff_page = { $file } · { $change } · página { $page } de { $pages }
diff_newer = 🔄 Jules ha cambiado más cosas desde que abriste esto; estos son los cambios más recientes.
file_added = archivo nuevo, +{ $added }
file_deleted = eliminado, −{ $removed }
file_renamed = renombrado desde { $from }, +{ $added } −{ $removed }
file_copied = copiado de { $from }, +{ $added } −{ $removed }
file_mode = modo cambiado de { $from } a { $to }
file_binary = no es texto: el parche contiene sus bytes
file_without_lines = No hay ninguna línea que mostrar: solo cambia el nombre o el modo, o el contenido no es texto.
changes_unavailable = Jules ya no ofrece estos cambios.
changes_unavailable_see = Jules ya no ofrece estos cambios. Míralos en <{ $url }>.
file_unavailable = Jules ya no ofrece eso, o está vacío o es demasiado grande para Discord.
no_such_file = { $path } no está entre los archivos cambiados, o no es el único con ese nombre. Estos han cambiado:
choose_file = Elige un archivo
next_page = Página siguiente ▶
previous_page = ◀ Página anterior
more_files = Más archivos ▶
earlier_files = ◀ Archivos anteriores

## Choices: at most 100 characters

no_repository_choice = none: una tarea sin repositorio
unset_choice = unset: nada por defecto
no_repository = sin repositorio
has_thread_already = tiene un hilo

## Starting

by_default = Lugar de trabajo: { $place }, según los ajustes de este canal.
enclosed_whole = 📎 { $name } forma parte de lo que recibe Jules.
enclosed_part = ⚠️ De { $name } Jules solo recibe los primeros { $characters } caracteres: palabras y archivos juntos pueden tener 8.000.
enclosed_too_much = ⚠️ { $name } se ha omitido: palabras y archivos juntos pueden tener 8.000 caracteres.
enclosed_picture = 🖼️ Jules no acepta imágenes por esta vía, así que recibe un enlace a { $name }. Puede que no logre abrirlo, y Discord anula esos enlaces al cabo de un día más o menos: di con palabras lo que importa.
enclosed_other = 🔗 { $name } no es texto, así que Jules recibe un enlace que caduca al cabo de un día más o menos.
enclosed_nothing = ⚠️ { $name } no se pudo leer de Discord y se ha omitido.

## Send to Jules

offer_head = **¿Se lo paso a Jules?** Todavía no ha empezado nada.
offer_files = { $files ->
    [one] 📎 Va con un archivo.
   *[other] 📎 Va con { $files } archivos.
}
offer_place = Lugar de trabajo: { $place }. Jules esperará a que apruebes su plan.
offer_open = **Elige dónde:** hay varios repositorios conectados.
offer_begin = Iniciar
offer_other = Otro repositorio u otra rama…
offer_repo_menu = Repositorio
offer_branch_menu = Rama de partida
offer_form = ¿Dónde debe trabajar Jules?
offer_repo_field = Repositorio, o none
offer_branch_field = Rama; vacío para la predeterminada

## Batches

batch_begun = { $repositories ->
    [one] El lote ha empezado: un repositorio, como máximo { $at_once } en marcha a la vez. Su tarjeta está en { $channel }.
   *[other] El lote ha empezado: { $repositories } repositorios, como máximo { $at_once } en marcha a la vez. Su tarjeta está en { $channel }.
}
batch_stopping = { $left ->
    [0] Ya ha empezado todo; `/jules { jules-stop.name }` en un hilo pausa su sesión.
   *[other] No se empieza nada más: { $left } se quedan fuera. Lo que ya empezó sigue; `/jules { jules-stop.name }` en su hilo lo pausa.
}
batch_going_on = { $left ->
    [0] Ya ha empezado todo.
   *[other] Seguimos: { $left } por empezar.
}
batch_retrying = { $count ->
    [0] No ha fallado nada, o ya se retomó en su propio hilo, así que no se ha vuelto a empezar nada.
    [one] El que falló empieza de nuevo, en un hilo nuevo.
   *[other] Los { $count } que fallaron empiezan de nuevo, cada uno en un hilo nuevo.
}

## Lists and the inbox

list_empty = Aquí no hay sesiones. Inicia una con `/jules { jules-start.name }`.
list_part = **Sesiones { $first }–{ $last } de { $count }**, las más recientes primero
page_before = ◀ Atrás
page_after = Más ▶
inbox_empty = Aquí no te espera nada.
inbox_whole = { $count ->
    [one] **Te espera una cosa**
   *[other] **Te esperan { $count } cosas**, las más antiguas primero
}
inbox_part = **Te esperan { $count } cosas**, las más antiguas primero ({ $first }–{ $last })
plan_waits_for_you = 📝 Un plan por aprobar en { $thread } · { $place } · { $whose } · llegó { $since }
question_waits_for_you = ❓ Una pregunta por responder en { $thread } · { $place } · { $whose } · llegó { $since }
yours = sesión tuya
theirs = sesión de { $requester }

## Help

help_what = **Jules trabaja en tus repositorios y hablas con él en un hilo.**
help_start = `/jules { jules-start.name }` abre un hilo: Jules escribe un plan y tú pulsas **Approve** (aprobar) o **Request changes** (pedir cambios). Con `{ jules-run.name }` trabaja sin preguntar y abre un pull request.
help_talk = En el hilo, escribe sin más: 📨 guardado, ✅ Jules lo tiene, ⚠️ no funcionó. Empieza con `?`, mencióname o responde a uno de mis mensajes para preguntar; empieza con `!` o `(aside)` para hablar entre vosotros.
help_you_may = **Puedes**
help_not_here = **Aquí no:** { $rights }
right_start = iniciar
right_start_how = `{ jules-start.name }` `{ jules-run.name }` `{ jules-batch.name }` `{ jules-attach.name }`, y **{ send_to_jules.name }** en el menú de un mensaje
right_talk = hablar con Jules
right_talk_how = escribe en el hilo, o `{ jules-send.name }` `{ jules-ask.name }` `{ jules-revise.name }`
right_approve = aprobar
right_approve_how = **Approve** debajo de un plan, o `{ jules-approve.name }`
right_look = mirar
right_look_how = `{ jules-status.name }` `{ jules-plan.name }` `{ jules-diff.name }` `{ jules-result.name }` `{ jules-list.name }` `{ jules-inbox.name }`
right_set_up = terminar y configurar
right_set_up_how = `{ jules-stop.name }` `{ jules-archive.name }` `{ jules-detach.name }` `{ jules-settings.name }` `{ jules-key.name }`

## Settings

settings_of_channel = **Sesiones iniciadas en { $channel }**
settings_repo = • repositorio: { $repo }
settings_branch = • rama: { $branch }
settings_forum = • aparecen como publicaciones en { $forum }
settings_no_forum = • aparecen aquí
repo_not_set = sin definir: se indica en cada sesión
branch_not_set = la predeterminada del repositorio
settings_of_thread = **Este hilo**
settings_verbosity = • muestra: { $shows }
settings_calls = • avisa a: { $who } cuando hace falta alguien
settings_muted = • avisa a: nadie, está silenciado
shows_quiet = poco: solo lo que necesita a alguien, y el resultado
shows_normal = normal: el progreso en la tarjeta de estado
shows_verbose = mucho: una línea silenciosa por cada paso
settings_changed = ✅ Cambiado.
settings_hint = -# `repo`, `branch` y `forum` son los de este canal; `unset`, o como foro este mismo canal, quita uno.

## Jules keys

key_form = Una clave API de Jules
key_field = Clave de jules.google.com/settings
keys_no_master = Aquí aún no se pueden guardar claves: quien lleva este bot debe indicar antes `MASTER_KEY_FILE`.
keys_not_for_servers = Quien lleva este bot no acepta claves de servidores.
keys_not_for_people = Quien lleva este bot no acepta claves de personas sueltas.
key_exists = Ya hay una clave. `/jules { jules-key.name } { jules-key-rotate.name }` pone otra en su lugar, `/jules { jules-key.name } { jules-key-revoke.name }` la olvida.
key_missing = No existe esa clave. `/jules { jules-key.name } { jules-key-set.name }` acepta una.
key_is_none = Eso no es una clave de Jules, así que no se ha guardado nada. Copia una de jules.google.com/settings, entera y sin nada más.
key_not_accepted = Jules no acepta esa clave, así que no se ha guardado nada. Crea una en jules.google.com/settings e inténtalo de nuevo.
key_not_tried = Jules no ha respondido, así que no se ha podido probar la clave ni se ha guardado nada. Inténtalo de nuevo en un momento.
key_of_another_account = Esa clave es de otra cuenta de Jules, en la que no existen las sesiones de la actual, así que no se ha guardado nada. Usa una de la misma cuenta, o empieza de nuevo tras `/jules { jules-key.name } { jules-key-revoke.name }`.
key_taken = ✅ Jules acepta la clave que acaba en { $ends }, y llega a { $sources ->
    [one] un repositorio
   *[other] { $sources } repositorios
}. Lo que se inicie desde ahora trabaja con ella.
key_replaced = ✅ Jules acepta la clave que acaba en { $ends }, y las sesiones siguen con ella. Borra la antigua en jules.google.com/settings.
key_revoked = ✅ La clave está olvidada. { $sessions ->
    [0] Ninguna sesión trabajaba con ella.
    [one] Una sesión trabajaba con ella, y se avisa en su hilo.
   *[other] { $sessions } sesiones trabajaban con ella, y se avisa en sus hilos.
} Jules la sigue aceptando: bórrala en jules.google.com/settings.
key_mine = • Tu clave acaba en { $ends }; la diste { $since }
key_mine_none = • No has dado ninguna clave propia
key_server = • La clave de este servidor acaba en { $ends }; la dio { $by } { $since }
key_server_none = • Este servidor no tiene clave propia
key_uses_mine = Lo que inicies aquí trabaja con **tu clave**.
key_uses_server = Lo que inicies aquí trabaja con **la clave de este servidor**.
key_uses_operator = Lo que inicies aquí trabaja con **la clave de quien lleva este bot**.
no_key_here = No hay ninguna clave de Jules con la que puedas trabajar aquí: `/jules { jules-key.name } { jules-key-set.name }` acepta una, la tuya o la de este servidor.
key_gone = La clave de Jules de esto fue revocada, así que lo que está en Jules ya no se puede leer aquí.
key_gone_before = La clave de Jules con la que iba a empezar fue revocada.
cut_off_already = La clave de Jules de esta sesión fue revocada, así que no se ha hecho nada. Con una clave de la misma cuenta, `/jules { jules-attach.name }` da a la sesión un hilo nuevo.

## Refusals

denied_elsewhere = Solo trabajo en los servidores para los que me configuraron.
denied_nobody_configured = De momento solo puede usar este bot su propietario. Puede dejar entrar a otros con `access.users` o `access.roles`.
denied_not_listed = No puedes hacer eso aquí. Pide a quienes llevan este bot que te añadan a ti o a uno de tus roles.
denied_automated = Los bots y los webhooks no pueden usar este bot.
denied_repository = Puedes hacer eso, pero no con este repositorio. Pregunta a quienes llevan este bot.
denied_channel = En este canal no se trabaja con este repositorio. Usa uno de los canales elegidos para él.
denied_branch = Las sesiones de este repositorio no pueden partir de esa rama. Elige otra.
denied_auto_pr = Jules no puede abrir pull requests por su cuenta en este repositorio. Inicia sin eso: `/jules { jules-start.name }`.
denied_unattended = Aquí una persona tiene que aprobar antes el plan. Inicia con aprobación: `/jules { jules-start.name }`.
denied_four_eyes = Este plan viene de tus propias palabras, así que tiene que aprobarlo otra persona.
denied_unknown = Ahora mismo Discord no me dice qué roles tienes, así que no he hecho nada. Inténtalo de nuevo en un momento.
denied_gone = Quien escribió esto ya no está en este servidor, así que no se ha transmitido.
denied_unrecorded = No he podido dejar constancia de que hiciste esto, así que no lo he hecho. Díselo a quienes llevan este bot.
quota_user_day = Has iniciado tantas sesiones como puede iniciar una persona en 24 horas: { $most }. Inténtalo más tarde.
quota_repo_day = En este repositorio se han iniciado tantas sesiones como se puede en 24 horas: { $most }. Inténtalo más tarde.
quota_day = Se han iniciado tantas sesiones como puede iniciar este bot en 24 horas: { $most }. Inténtalo más tarde.
quota_user_live = Tienes tantas sesiones abiertas como puede tener una persona: { $most }. Espera a que termine una o detén alguna.
quota_repo_live = Este repositorio tiene tantas sesiones abiertas como puede tener: { $most }. Espera a que termine una o detén alguna.
quota_live = Hay tantas sesiones abiertas como puede tener este bot: { $most }. Espera a que termine una o detén alguna.
audit_head = Las decisiones más recientes de este servidor, de la más nueva a la más antigua. `jules-discord audit verify` las comprueba todas.
audit_nothing = En este servidor no se ha decidido nada desde que se inició el bot.
audit_allowed = permitido
audit_denied = rechazado: { $why }

no_words = No hay nada que enviar: escribe al menos una palabra para Jules.
too_many_words = Son { $characters } caracteres, y Jules acepta 6.000 como máximo: acórtalo, o pon los detalles en un archivo.
no_such_repository = Jules no tiene acceso al repositorio { $repo }: elige uno de la lista, o conéctalo en jules.google.com.
no_such_default = Este canal está configurado con el repositorio { $repo }, al que Jules no tiene acceso: indica otro con `repo`, o cámbialo con `/jules { jules-settings.name }`.
no_such_branch = { $repo } no tiene ninguna rama { $branch }: elige una de la lista, u omítela para usar la predeterminada.
no_such_session = Jules no conoce esa sesión: pega su enlace de jules.google.com, o elige una de la lista.
not_a_session = Eso no es una sesión: pega su ID, que es un número, o su enlace de jules.google.com.
session_has_thread = Esa sesión ya tiene su hilo: { $thread }.
which_repository = ¿Qué repositorio? Elige uno con la opción `repo`, o escribe `none` en ella para una tarea sin repositorio.
branch_of_which = ¿De qué repositorio es esa rama? Define antes `repo` para este canal.
no_forum = Eso no es un foro de este servidor: elige un canal de foro, o este mismo canal para usar hilos.
forum_gone = Las sesiones de este canal aparecen en { $forum }, que ya no puedo ver: déjame entrar, o elige otro con `/jules { jules-settings.name }`.
no_repositories = ¿Qué repositorios? Indica al menos uno, separados por comas o espacios; un lote necesita repositorios.
too_many_repositories = Son { $count } repositorios, y un lote tiene como máximo { $most }: deja algunos para otro.
no_such_message = No puedo leer ese mensaje: se ha borrado, o no tengo permiso para leer el historial de este canal.
nobodys_words = Eso lo escribió Discord, y nadie más: elige un mensaje que haya escrito alguien.
repository_gone = Ese repositorio o esa rama ya no está: vuelve a enviar el mensaje a Jules y elige otra cosa.
no_threads_here = Aquí no se pueden abrir hilos. Usa esto en un canal de texto, o en una publicación de un foro.
cannot_see = No puedo ver este canal. Dame aquí el permiso «Ver canal», o usa otro canal.
unknown_button = No conozco ese botón. `/jules { jules-help.name }` muestra lo que puedes hacer.

## What went wrong

no_session = Esto solo funciona en un hilo que pertenezca a una sesión de Jules. Inicia una con `/jules { jules-start.name }`.
opening_already = Eso ya se está iniciando: su hilo aparecerá enseguida.
no_batch = Ya no conozco ese lote. `/jules { jules-list.name }` muestra sus sesiones, `/jules { jules-batch.name }` empieza otro.
busy = Ahora mismo no he podido atender eso, y no es culpa tuya. Inténtalo de nuevo en un momento.
unconfirmed = Estoy demasiado ocupado para confirmarlo. Mira el hilo antes de volver a intentarlo.
no_thread = Discord no me ha dejado abrir un hilo aquí: { $why }. Comprueba que puedo crear hilos públicos en este canal.
no_post = Discord no me ha dejado abrir una publicación en el foro: { $why }. Comprueba que puedo verlo y enviar mensajes allí.
not_saved = No he podido guardarlo, así que no se ha hecho nada. Avisa a quienes llevan este bot.
key_refused = Jules no acepta mi clave, y no es culpa tuya. Si alguien la dio para este servidor o para sí, `/jules { jules-key.name } { jules-key-rotate.name }` pone otra en su lugar; si no, quienes me llevan pueden arreglarlo: `jules-discord check` dice cómo.
jules_unreachable = Ahora mismo no se ha podido contactar con Jules, y no es culpa tuya. Inténtalo de nuevo en un momento.
discord_refused = Discord no ha aceptado mi respuesta. Inténtalo de nuevo.
unreadable_command = No he podido leer eso. `/jules { jules-help.name }` muestra lo que hay.
our_fault = Algo ha fallado por mi parte; no es culpa tuya. Inténtalo de nuevo.
