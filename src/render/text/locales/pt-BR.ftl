# Português do Brasil, com você, como o Discord. Sessão, plano, tópico, pull request.
# Each sentence is one line: a line break here is one in Discord.

## Commands: what Discord shows in their place. Names are lower case, descriptions at most 100 characters

jules = Trabalhe com o Jules, o agente de programação
jules-start = Inicie uma sessão: o Jules escreve um plano e espera sua aprovação
    .name = iniciar
    .prompt = O que o Jules deve fazer
    .repo = Repositório; `none` para uma tarefa sem ele; se omitir, o deste canal
    .branch = Branch de partida; se omitir, a padrão
    .title = Um nome curto para o tópico
    .plan-approval = Se o Jules espera a aprovação do plano
    .plan-approval-required = necessária
    .plan-approval-skip = dispensar
    .auto-pr = Se o Jules abre um pull request por conta própria
    .attachment = Um arquivo para o Jules: texto entra na tarefa, o resto vira link
jules-run = Deixe o Jules fazer tudo: sem aprovação e com um pull request no final
    .name = executar
    .prompt = O que o Jules deve fazer
    .repo = Repositório; `none` para uma tarefa sem ele; se omitir, o deste canal
    .branch = Branch de partida; se omitir, a padrão
    .title = Um nome curto para o tópico
jules-batch = A mesma tarefa para vários repositórios: sem aprovação, um pull request de cada um
    .name = lote
    .prompt = O que o Jules deve fazer em cada um
    .repos = Repositórios, separados por vírgulas ou espaços
    .branch = Branch de partida em todos; se omitir, a padrão de cada um
    .title = Um nome curto para os tópicos
    .plan-approval = Se o Jules espera a aprovação de cada plano
    .plan-approval-required = necessária
    .plan-approval-skip = dispensar
jules-attach = Abra um tópico para uma sessão que já existe
    .name = vincular
    .session = O ID da sessão ou o endereço dela em jules.google.com
    .history = Quanto do passado dela mostrar
    .history-none = nada
    .history-summary = resumo
    .history-full = tudo
jules-approve = Aprove o plano mais recente
    .name = aprovar
jules-revise = Peça outro plano ao Jules
    .name = revisar
    .feedback = O que deve ser diferente
jules-send = Diga algo ao Jules
    .name = enviar
    .text = O que você quer dizer
jules-ask = Pergunte algo ao Jules; a resposta chega no tópico
    .name = perguntar
    .text = Sua pergunta
jules-status = Mostra como está a sessão
    .name = status
jules-plan = Mostra o plano mais recente com os botões
    .name = plano
jules-diff = Mostra o que o Jules mudou, com o patch em arquivo, ou um arquivo página por página
    .name = diff
    .file = Só este arquivo, página por página
jules-result = Mostra o resultado
    .name = resultado
jules-list = Lista as sessões deste servidor, as mais recentes primeiro
    .name = lista
    .state = Só as que estão neste estado
    .state-working = em andamento
    .state-waiting = esperando
    .state-ended = terminadas
    .repo = Só as deste repositório
    .mine = Só as que você iniciou
jules-inbox = Mostra o que espera por você: planos para aprovar, perguntas para responder
    .name = pendentes
jules-stop = Arquiva a sessão; o trabalho em andamento é pausado
    .name = parar
jules-archive = Guarda a sessão no Jules; uma mensagem aqui a traz de volta
    .name = arquivar
jules-detach = Deixa de transmitir neste tópico; a sessão continua no Jules
    .name = desvincular
jules-settings = Mostra ou muda como este tópico se comporta, e o repositório e a branch deste canal
    .name = configurações
    .verbosity = Quanto este tópico mostra
    .verbosity-quiet = pouco
    .verbosity-normal = normal
    .verbosity-verbose = muito
    .mute = Se este tópico não chama ninguém
    .ping = Quem este tópico chama quando alguém é necessário
    .ping-role = Um cargo para chamar no lugar
    .repo = Repositório das sessões deste canal; `unset` o remove
    .branch = Branch das sessões deste canal; `unset` a remove
    .forum = Fórum em que aparecem as sessões deste canal; este próprio canal o remove
jules-key = Trabalhe com uma chave do Jules deste servidor, ou com a sua
    .name = chave
jules-key-set = Dê ao bot uma chave do Jules: um formulário a pede, e ninguém mais a vê
    .name = definir
    .whose = A sua, para o que você inicia; ou a deste servidor, para todos aqui
    .whose-mine = a minha
    .whose-server = servidor
jules-key-show = Mostra quais chaves do Jules há aqui (o final delas) e com qual você trabalha
    .name = mostrar
jules-key-rotate = Troque uma chave por outra da mesma conta do Jules; as sessões dela continuam
    .name = renovar
    .whose = A sua ou a deste servidor
    .whose-mine = a minha
    .whose-server = servidor
jules-key-revoke = Faça o bot esquecer uma chave do Jules; o que trabalha com ela deixa de ser transmitido
    .name = revogar
    .whose = A sua ou a deste servidor
    .whose-mine = a minha
    .whose-server = servidor
jules-audit = Mostra a quem foi permitido o quê há pouco neste servidor, e a quem não
    .name = registro
    .refused = Só o que foi recusado
jules-help = O que você pode fazer aqui
    .name = ajuda
send_to_jules =
    .name = Enviar ao Jules

## Answers to commands

opened = O Jules recebeu a tarefa. Acompanhe em { $thread }.
attached = Essa sessão agora tem um tópico: { $thread }.
approving = Estou dizendo ao Jules para seguir em frente. O cartão do plano muda assim que o Jules confirmar.
plan_superseded = O Jules substituiu esse plano. Revise o mais recente: `/jules { jules-plan.name }` o mostra.
approved_here = { $by } já aprovou esse plano.
approved_outside = Esse plano já foi aprovado fora deste tópico.
approval_under_way = { $by } aprovou esse plano; o Jules ainda não confirmou.
no_plan = Ainda não há plano. Ele aparece aqui assim que o Jules o escrever.
approval_not_needed = Esse plano não precisa de aprovação: o Jules já está trabalhando nele.
sending = Suas palavras estão a caminho do Jules.
asking = A pergunta foi feita ao Jules. A resposta chega aqui, em resposta à sua pergunta.
revising = Suas mudanças estão a caminho do Jules. O novo plano aparece aqui como um novo cartão.
no_changes = O Jules ainda não mudou nenhum arquivo.
not_ended = Ainda não há resultado: a sessão continua em andamento. `/jules { jules-status.name }` mostra como ela está.
stopping = Arquivando a sessão: o Jules não permite cancelar, e arquivar pausa o trabalho. Uma resposta aqui a desperta.
archiving = Arquivando a sessão: ela sai da lista do Jules. Uma mensagem aqui a traz de volta.
archiving_busy = Arquivando a sessão: ela sai da lista do Jules. Ela ainda está trabalhando: arquivar pausa isso. Uma mensagem aqui a traz de volta.
detaching = Este tópico foi desvinculado. A sessão continua no Jules; nada dela é mais mostrado aqui, e nada do que for escrito aqui chega a ela. `/jules { jules-attach.name }` dá a ela um novo tópico.
detached = Este tópico foi desvinculado da sessão, então nada foi feito. `/jules { jules-attach.name }` dá um novo tópico à sessão; `/jules { jules-start.name }` começa outra.
closed = Esta sessão não existe mais no Jules. Inicie uma nova com `/jules { jules-start.name }`.
never_started = O Jules nunca começou esta tarefa. Inicie de novo com `/jules { jules-start.name }`.

## Answers to buttons and forms. Names in bold are of buttons in the thread, which are English

answering = Sua resposta está a caminho do Jules.
answering_late = Essa pergunta foi resolvida nesse meio-tempo. Suas palavras estão a caminho do Jules mesmo assim.
question_answered_here = { $by } respondeu a essa pergunta. Para acrescentar algo, é só escrever no tópico.
question_settled_elsewhere = Essa pergunta já foi resolvida. Para acrescentar algo, é só escrever no tópico.
waking = Estou dizendo ao Jules, por mensagem, que o plano foi aprovado.
approve_first = Ninguém aprovou esse plano ainda, então nada foi enviado. Clique em **Approve** embaixo dele.
moved_since = O Jules avançou desde então, por isso nada foi enviado. `/jules { jules-status.name }` mostra como está a sessão.
nudged_already = { $by } acabou de escrever ao Jules; ele costuma responder em poucos minutos.
nothing_to_resend = Essa mensagem já foi enviada de novo, ou é antiga demais e não a tenho mais. Escreva-a outra vez no tópico.
nudging = Estou perguntando ao Jules como vai o trabalho.
retrying = Tentando de novo. O cartão de status mostra como está indo.
nothing_to_retry = Não há nada para tentar de novo: a sessão avançou desde então. `/jules { jules-status.name }` mostra como ela está.
retried_by_batch = O lote dela já recomeçou esta tarefa, em um novo tópico.
pausing = O cartão de status fica parado para todos aqui. **Resume updates** faz com que ele volte a andar.
resuming = O cartão de status mostra o progresso de novo.
more = { $commands ->
    [0] O Jules ainda não executou nenhum comando aqui. Quando executar, você poderá ver a saída aqui.
    [one] O Jules executou um comando. Escolha-o para receber toda a saída em um arquivo.
   *[other] Os últimos { $commands } comandos que o Jules executou. Escolha um para receber toda a saída em um arquivo.
}
command_output_menu = Saída de um comando
exit_done = concluído (código de saída 0)
exit_failed = falhou (código de saída { $code })
output_file = Tudo o que o comando imprimiu
output = Tudo o que { $command } imprimiu está no arquivo.
patch_hint = Todas as mudanças até agora. `git apply changes.patch` as aplica na sua cópia.

## Forms: titles and labels of at most 45 characters

changes_form = Pedir mudanças no plano
changes_field = O que deve ser diferente?
reply_form = Responder ao Jules
reply_field = O que o Jules deve saber?

## Where a session stands

state_starting = 🕓 Iniciando
state_queued = 🕓 Esperando a vez no Jules
state_planning = 🧭 O Jules está planejando
state_plan_waits = 📝 O plano espera aprovação
state_question_waits = ❓ O Jules espera sua resposta
state_working = 🔧 O Jules está trabalhando
state_paused = ⏸️ Em pausa
state_failed = ❌ Falhou
state_finished = ✅ Terminada
state_faded = ⏸️ Deixada de lado: o plano não foi aprovado
state_finished_asking = ❓ Terminada, com uma pergunta que espera sua resposta
state_faded_approved = ⏳ Deixada de lado; esperando o Jules aceitar a aprovação
state_detached = 🔌 Desvinculada: continua no Jules, nada é mostrado aqui
state_cut_off = 🔑 Cortada: a chave foi revogada; continua no Jules

## The cards of a thread, which a command shows to one person, too. Names in bold are of buttons

status_line = { $place } · para { $requester } · iniciada { $since }
step = **Etapa { $number } de { $of }:** { $title }
updates_paused = ⏸️ { $by } **pausou as atualizações**: o progresso não aparece aqui. O que o Jules diz, o que precisa de você e o fim continuam aparecendo. Aperte **Resume updates** para voltar a ver o progresso.
kept_back = { $count ->
    [one] 🔇 Este tópico mostra pouco: { $count } mensagem do Jules não aparece aqui; ela está em **Open in Jules**.
   *[other] 🔇 Este tópico mostra pouco: { $count } mensagens do Jules não aparecem aqui; elas estão em **Open in Jules**.
}
and_more = … e mais { $count }
plan_title = { $steps ->
    [one] Plano { $number } · { $steps } etapa
   *[other] Plano { $number } · { $steps } etapas
}
old_plan_title = { $steps ->
    [one] Plano antigo { $number } · { $steps } etapa
   *[other] Plano antigo { $number } · { $steps } etapas
}
plan_asked = ⏳ { $by } aprovou; falta o Jules confirmar.
plan_unconfirmed = ⚠️ { $by } aprovou, mas nada se moveu desde então. Aprove de novo ou acorde o Jules com uma mensagem.
plan_approved = ✅ Aprovado por { $by }.
approved_elsewhere = ✅ Aprovado fora deste tópico.
plan_goes_ahead = ▶️ O Jules segue em frente; não é preciso aprovar.
plan_replaced = ↩️ Substituído por um plano mais novo.
plan_stale_at = ⏳ O Jules põe de lado um plano que ninguém aprova depois de uns 10 minutos: { $at }.
plan_faded = ⏸️ O Jules pôs este plano de lado. **Approve** ainda funciona; uma mensagem no tópico também acorda o Jules.
all_may_approve = -# Quem pode usar este bot aqui pode aprovar.
role_may_approve = -# Pede-se a { $role } que aprove; quem pode usar este bot aqui pode.
no_title = (sem título)
plan_file = O plano inteiro
plan_in_file = -# Os detalhes de cada etapa estão em { $file }.
changes_title = Mudanças: { $counts }
commit_message = **Mensagem de commit sugerida**
patch_file = Todas as mudanças como patch para git apply

## What came out: facts beside each other

took_moments = em menos de um minuto
took_minutes = { $minutes ->
    [one] em { $minutes } minuto
   *[other] em { $minutes } minutos
}
took_hours = em { $hours } horas
with_pull_request = pull request <{ $url }>
with_open_question = ❓ com uma pergunta que ninguém respondeu
counts = { $files ->
    [one] { $files } arquivo +{ $added } −{ $removed }
   *[other] { $files } arquivos +{ $added } −{ $removed }
}

## The change set, page by page

diff_overview = **{ $counts }** · escolha um arquivo para ver o que muda nele.
diff_page = { $file } · { $change } · página { $page } de { $pages }
diff_newer = 🔄 O Jules mudou mais coisas desde que você abriu isto; estas são as mudanças mais recentes.
file_added = arquivo novo, +{ $added }
file_deleted = excluído, −{ $removed }
file_renamed = renomeado de { $from }, +{ $added } −{ $removed }
file_copied = copiado de { $from }, +{ $added } −{ $removed }
file_mode = modo mudado de { $from } para { $to }
file_binary = não é texto: o patch contém os bytes
file_without_lines = Não há nenhuma linha para mostrar: só o nome ou o modo muda, ou o conteúdo não é texto.
changes_unavailable = O Jules não fornece mais essas mudanças.
changes_unavailable_see = O Jules não fornece mais essas mudanças. Veja em <{ $url }>.
file_unavailable = O Jules não fornece mais isso, ou está vazio ou é grande demais para o Discord.
no_such_file = { $path } não está entre os arquivos mudados, ou não é o único com esse nome. Estes foram mudados:
choose_file = Escolha um arquivo
next_page = Próxima página ▶
previous_page = ◀ Página anterior
more_files = Mais arquivos ▶
earlier_files = ◀ Arquivos anteriores

## Choices: at most 100 characters

no_repository_choice = none: uma tarefa sem repositório
unset_choice = unset: nada por padrão
no_repository = sem repositório
has_thread_already = tem um tópico

## Starting

by_default = Local de trabalho: { $place }, conforme as configurações deste canal.
enclosed_whole = 📎 { $name } faz parte do que o Jules recebe.
enclosed_part = ⚠️ De { $name }, o Jules recebe só os primeiros { $characters } caracteres: palavras e arquivos juntos podem ter 8.000.
enclosed_too_much = ⚠️ { $name } ficou de fora: palavras e arquivos juntos podem ter 8.000 caracteres.
enclosed_picture = 🖼️ O Jules não aceita imagens por este caminho, então recebe um link para { $name }. Talvez ele não consiga abrir, e o Discord encerra esses links depois de mais ou menos um dia: diga com palavras o que importa.
enclosed_other = 🔗 { $name } não é texto, então o Jules recebe um link, que expira depois de mais ou menos um dia.
enclosed_nothing = ⚠️ { $name } não pôde ser lido no Discord e ficou de fora.

## Send to Jules

offer_head = **Envio isto ao Jules?** Nada começou ainda.
offer_files = { $files ->
    [one] 📎 Um arquivo vai junto.
   *[other] 📎 { $files } arquivos vão junto.
}
offer_place = Local de trabalho: { $place }. O Jules vai esperar você aprovar o plano.
offer_open = **Escolha onde:** há vários repositórios conectados.
offer_begin = Iniciar
offer_other = Outro repositório ou outra branch…
offer_repo_menu = Repositório
offer_branch_menu = Branch de partida
offer_form = Onde o Jules deve trabalhar?
offer_repo_field = Repositório, ou none
offer_branch_field = Branch; vazio para a padrão

## Batches

batch_begun = { $repositories ->
    [one] O lote começou: um repositório, no máximo { $at_once } em andamento ao mesmo tempo. O cartão está em { $channel }.
   *[other] O lote começou: { $repositories } repositórios, no máximo { $at_once } em andamento ao mesmo tempo. O cartão está em { $channel }.
}
batch_stopping = { $left ->
    [0] Tudo já começou; `/jules { jules-stop.name }` em um tópico pausa a sessão dele.
   *[other] Nada mais começa: { $left } de fora. O que começou continua; `/jules { jules-stop.name }` no tópico pausa.
}
batch_going_on = { $left ->
    [0] Tudo já começou.
   *[other] Continuando: ainda { $left } para começar.
}
batch_retrying = { $count ->
    [0] Nada falhou, ou já foi retomado no próprio tópico, então nada recomeçou.
    [one] O que falhou recomeça, em um novo tópico.
   *[other] Os { $count } que falharam recomeçam, cada um em um novo tópico.
}

## Lists and the inbox

list_empty = Não há sessões aqui. Inicie uma com `/jules { jules-start.name }`.
list_part = **Sessões { $first }–{ $last } de { $count }**, as mais recentes primeiro
page_before = ◀ Voltar
page_after = Mais ▶
inbox_empty = Nada espera por você aqui.
inbox_whole = { $count ->
    [one] **Uma coisa espera por você**
   *[other] **{ $count } coisas esperam por você**, as mais antigas primeiro
}
inbox_part = **{ $count } coisas esperam por você**, as mais antigas primeiro ({ $first }–{ $last })
plan_waits_for_you = 📝 Um plano para aprovar em { $thread } · { $place } · { $whose } · chegou { $since }
question_waits_for_you = ❓ Uma pergunta para responder em { $thread } · { $place } · { $whose } · chegou { $since }
yours = sessão sua
theirs = sessão de { $requester }

## Help

help_what = **O Jules trabalha nos seus repositórios, e você fala com ele em um tópico.**
help_start = `/jules { jules-start.name }` abre um tópico: o Jules escreve um plano, você clica em **Approve** (aprovar) ou **Request changes** (pedir mudanças). `{ jules-run.name }` deixa o Jules trabalhar sem perguntar e abre um pull request.
help_talk = No tópico, é só escrever: 📨 guardado, ✅ o Jules recebeu, ⚠️ não deu certo. Comece com `?`, me mencione ou responda a uma das minhas mensagens para perguntar; comece com `!` ou `(aside)` para conversar entre vocês.
help_you_may = **Você pode**
help_not_here = **Aqui não:** { $rights }
right_start = iniciar
right_start_how = `{ jules-start.name }` `{ jules-run.name }` `{ jules-batch.name }` `{ jules-attach.name }`, e **{ send_to_jules.name }** no menu de uma mensagem
right_talk = falar com o Jules
right_talk_how = escreva no tópico, ou `{ jules-send.name }` `{ jules-ask.name }` `{ jules-revise.name }`
right_approve = aprovar
right_approve_how = **Approve** embaixo de um plano, ou `{ jules-approve.name }`
right_look = ver
right_look_how = `{ jules-status.name }` `{ jules-plan.name }` `{ jules-diff.name }` `{ jules-result.name }` `{ jules-list.name }` `{ jules-inbox.name }`
right_set_up = encerrar e configurar
right_set_up_how = `{ jules-stop.name }` `{ jules-archive.name }` `{ jules-detach.name }` `{ jules-settings.name }` `{ jules-key.name }`

## Settings

settings_of_channel = **Sessões iniciadas em { $channel }**
settings_repo = • repositório: { $repo }
settings_branch = • branch: { $branch }
settings_forum = • aparecem como publicações em { $forum }
settings_no_forum = • aparecem aqui
repo_not_set = não definido: indicado a cada sessão
branch_not_set = a padrão do repositório
settings_of_thread = **Este tópico**
settings_verbosity = • mostra: { $shows }
settings_calls = • chama: { $who } quando alguém é necessário
settings_muted = • chama: ninguém, está silenciado
shows_quiet = pouco: só o que precisa de alguém, e o resultado
shows_normal = normal: o progresso no cartão de status
shows_verbose = muito: uma linha silenciosa para cada passo
settings_changed = ✅ Alterado.
settings_hint = -# `repo`, `branch` e `forum` são deste canal; `unset`, ou como fórum este próprio canal, remove um deles.

## Jules keys

key_form = Uma chave de API do Jules
key_field = Chave de jules.google.com/settings
keys_no_master = Ainda não dá para guardar chaves aqui: quem cuida deste bot precisa antes definir `MASTER_KEY_FILE`.
keys_not_for_servers = Quem cuida deste bot não aceita chaves de servidores.
keys_not_for_people = Quem cuida deste bot não aceita chaves de pessoas.
key_exists = Já existe uma chave. `/jules { jules-key.name } { jules-key-rotate.name }` põe outra no lugar dela, `/jules { jules-key.name } { jules-key-revoke.name }` a esquece.
key_missing = Essa chave não existe. `/jules { jules-key.name } { jules-key-set.name }` aceita uma.
key_is_none = Isso não é uma chave do Jules, então nada foi guardado. Copie uma de jules.google.com/settings, inteira e nada mais.
key_not_accepted = O Jules não aceita essa chave, então nada foi guardado. Crie uma em jules.google.com/settings e tente de novo.
key_not_tried = O Jules não respondeu, então a chave não pôde ser testada e nada foi guardado. Tente de novo em instantes.
key_of_another_account = Essa chave é de outra conta do Jules, na qual as sessões da atual não existem, então nada foi guardado. Use uma da mesma conta, ou recomece depois de `/jules { jules-key.name } { jules-key-revoke.name }`.
key_taken = ✅ O Jules aceita a chave que termina em { $ends }, e ela alcança { $sources ->
    [one] um repositório
   *[other] { $sources } repositórios
}. O que for iniciado de agora em diante trabalha com ela.
key_replaced = ✅ O Jules aceita a chave que termina em { $ends }, e as sessões continuam com ela. Exclua a antiga em jules.google.com/settings.
key_revoked = ✅ A chave foi esquecida. { $sessions ->
    [0] Nenhuma sessão trabalhava com ela.
    [one] Uma sessão trabalhava com ela, e o tópico dela é avisado.
   *[other] { $sessions } sessões trabalhavam com ela, e os tópicos delas são avisados.
} O Jules ainda a aceita: exclua-a em jules.google.com/settings.
key_mine = • Sua chave termina em { $ends }; você a deu { $since }
key_mine_none = • Você não deu nenhuma chave sua
key_server = • A chave deste servidor termina em { $ends }; { $by } a deu { $since }
key_server_none = • Este servidor não tem chave própria
key_uses_mine = O que você iniciar aqui trabalha com **a sua chave**.
key_uses_server = O que você iniciar aqui trabalha com **a chave deste servidor**.
key_uses_operator = O que você iniciar aqui trabalha com **a chave de quem cuida deste bot**.
no_key_here = Não há chave do Jules com a qual você possa trabalhar aqui: `/jules { jules-key.name } { jules-key-set.name }` aceita uma, a sua ou a deste servidor.
key_gone = A chave do Jules disto foi revogada, então o que está no Jules não pode mais ser lido aqui.
key_gone_before = A chave do Jules com a qual ia começar foi revogada.
cut_off_already = A chave do Jules desta sessão foi revogada, então nada foi feito. Com uma chave da mesma conta, `/jules { jules-attach.name }` dá à sessão um novo tópico.

## Refusals

denied_elsewhere = Eu só trabalho nos servidores para os quais fui configurado.
denied_nobody_configured = Por enquanto, só o dono deste bot pode usá-lo. Ele pode liberar outras pessoas com `access.users` ou `access.roles`.
denied_not_listed = Você não pode fazer isso aqui. Peça a quem cuida deste bot para adicionar você ou um dos seus cargos.
denied_automated = Bots e webhooks não podem usar este bot.
denied_repository = Você pode fazer isso, mas não com este repositório. Fale com quem cuida deste bot.
denied_channel = Não se trabalha neste repositório neste canal. Use um dos canais escolhidos para ele.
denied_branch = As sessões deste repositório não podem partir dessa branch. Escolha outra.
denied_auto_pr = O Jules não pode abrir pull requests por conta própria neste repositório. Inicie sem isso: `/jules { jules-start.name }`.
denied_unattended = Aqui uma pessoa precisa aprovar o plano antes. Inicie com aprovação: `/jules { jules-start.name }`.
denied_four_eyes = Este plano veio das suas próprias palavras, então outra pessoa precisa aprovar.
denied_unknown = O Discord não está me dizendo quais são os seus cargos agora, então não fiz nada. Tente de novo daqui a pouco.
denied_gone = Quem escreveu isto não está mais neste servidor, então não foi repassado.
denied_unrecorded = Não consegui registrar que você fez isso, então não fiz. Avise quem cuida deste bot.
quota_user_day = Você iniciou tantas sessões quanto uma pessoa pode em 24 horas: { $most }. Tente de novo mais tarde.
quota_repo_day = Foram iniciadas tantas sessões quanto este repositório aceita em 24 horas: { $most }. Tente de novo mais tarde.
quota_day = Foram iniciadas tantas sessões quanto este bot pode iniciar em 24 horas: { $most }. Tente de novo mais tarde.
quota_user_live = Você tem tantas sessões abertas quanto uma pessoa pode ter: { $most }. Espere uma terminar ou pare alguma.
quota_repo_live = Este repositório tem tantas sessões abertas quanto pode ter: { $most }. Espere uma terminar ou pare alguma.
quota_live = Há tantas sessões abertas quanto este bot pode ter: { $most }. Espere uma terminar ou pare alguma.
audit_head = As decisões mais recentes neste servidor, da mais nova à mais antiga. `jules-discord audit verify` confere todas.
audit_nothing = Nada foi decidido neste servidor desde que o bot foi iniciado.
audit_allowed = permitido
audit_denied = recusado: { $why }

no_words = Não há nada para enviar: escreva pelo menos uma palavra para o Jules.
too_many_words = São { $characters } caracteres, e o Jules aceita no máximo 6.000: encurte, ou coloque os detalhes em um arquivo.
no_such_repository = O Jules não tem acesso ao repositório { $repo }: escolha um da lista, ou conecte-o em jules.google.com.
no_such_default = Este canal está configurado com o repositório { $repo }, ao qual o Jules não tem acesso: indique outro com `repo`, ou mude com `/jules { jules-settings.name }`.
no_such_branch = { $repo } não tem a branch { $branch }: escolha uma da lista, ou omita para usar a padrão.
no_such_session = O Jules não conhece essa sessão: cole o link dela de jules.google.com, ou escolha uma da lista.
not_a_session = Isso não é uma sessão: cole o ID dela, que é um número, ou o link de jules.google.com.
session_has_thread = Essa sessão já tem um tópico: { $thread }.
which_repository = Qual repositório? Escolha um com a opção `repo`, ou escreva `none` nela para uma tarefa sem repositório.
branch_of_which = De qual repositório é essa branch? Defina antes `repo` para este canal.
no_forum = Isso não é um fórum deste servidor: escolha um canal de fórum, ou este próprio canal para usar tópicos.
forum_gone = As sessões deste canal aparecem em { $forum }, que não consigo mais ver: deixe-me entrar, ou escolha outro com `/jules { jules-settings.name }`.
no_repositories = Quais repositórios? Indique pelo menos um, separados por vírgulas ou espaços; um lote precisa de repositórios.
too_many_repositories = São { $count } repositórios, e um lote tem no máximo { $most }: deixe alguns para outro.
no_such_message = Não consigo ler essa mensagem: ela foi excluída, ou não posso ler o histórico deste canal.
nobodys_words = Foi o Discord que escreveu isso, e mais ninguém: escolha uma mensagem que alguém escreveu.
repository_gone = Esse repositório ou essa branch não existe mais: envie a mensagem ao Jules de novo e escolha outra opção.
no_threads_here = Não é possível abrir tópicos aqui. Use isto em um canal de texto, ou em uma publicação de um fórum.
cannot_see = Não consigo ver este canal. Me dê aqui a permissão “Ver canal”, ou use outro canal.
unknown_button = Não conheço esse botão. `/jules { jules-help.name }` mostra o que você pode fazer.

## What went wrong

no_session = Isto só funciona em um tópico que pertence a uma sessão do Jules. Inicie uma com `/jules { jules-start.name }`.
opening_already = Isso já está sendo iniciado: o tópico aparece em instantes.
no_batch = Não conheço mais esse lote. `/jules { jules-list.name }` mostra as sessões dele, `/jules { jules-batch.name }` começa outro.
busy = Não consegui receber isso agora, e não é culpa sua. Tente de novo em instantes.
unconfirmed = Estou ocupado demais para confirmar isso. Olhe o tópico antes de tentar de novo.
no_thread = O Discord não me deixou abrir um tópico aqui: { $why }. Verifique se posso criar tópicos públicos neste canal.
no_post = O Discord não me deixou abrir uma publicação no fórum: { $why }. Verifique se posso vê-lo e enviar mensagens lá.
not_saved = Não consegui salvar isso, então nada foi feito. Avise quem cuida deste bot.
key_refused = O Jules não aceita minha chave, e não é culpa sua. Se alguém a deu para este servidor ou para si, `/jules { jules-key.name } { jules-key-rotate.name }` põe outra no lugar dela; senão, quem cuida de mim pode resolver: `jules-discord check` diz como.
jules_unreachable = Não foi possível falar com o Jules agora, e não é culpa sua. Tente de novo em instantes.
discord_refused = O Discord não aceitou minha resposta. Tente de novo.
unreadable_command = Não consegui ler isso. `/jules { jules-help.name }` mostra o que existe.
our_fault = Algo deu errado do meu lado; não é culpa sua. Tente de novo.
