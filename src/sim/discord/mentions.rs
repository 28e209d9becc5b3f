//! Who is mentioned by a text, as far as `allowed_mentions` lets it.

use serde_json::Value;

use super::model::Mentions;

/// Whether `allowed_mentions` allows `kind` (`users`, `roles`, `everyone`), and which ids if not all.
fn allowed<'a>(rules: &'a Value, kind: &str, default: bool) -> (bool, Vec<&'a str>) {
    if rules.is_null() {
        return (default, Vec::new());
    }
    let parsed = rules["parse"].as_array().is_some_and(|list| list.iter().any(|each| each == kind));
    let ids = rules[kind].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    (parsed, ids)
}

/// Reads `<@id>`, `<@&id>`, `@everyone` and `@here` out of a text.
///
/// `ordinary` messages parse everything by default, answers to interactions only users. `may_everyone`
/// is whether the author has the permission to mention everyone.
pub(crate) fn read(content: &str, rules: &Value, ordinary: bool, may_everyone: bool) -> Mentions {
    let mut found = Mentions::default();
    let (any_user, listed_users) = allowed(rules, "users", true);
    let (any_role, listed_roles) = allowed(rules, "roles", ordinary);
    let (everyone, _) = allowed(rules, "everyone", ordinary);
    for piece in content.split("<@").skip(1) {
        let Some((inside, _)) = piece.split_once('>') else { continue };
        if let Some(role) = inside.strip_prefix('&') {
            if let Ok(id) = role.parse()
                && (any_role || listed_roles.contains(&role))
                && !found.roles.contains(&id)
            {
                found.roles.push(id);
            }
        } else {
            let user = inside.trim_start_matches('!');
            if let Ok(id) = user.parse()
                && (any_user || listed_users.contains(&user))
                && !found.users.contains(&id)
            {
                found.users.push(id);
            }
        }
    }
    found.everyone = everyone && may_everyone && (content.contains("@everyone") || content.contains("@here"));
    found
}

/// Whether a reply mentions the author of what it answers.
pub(crate) fn replied_user(rules: &Value) -> bool {
    rules.is_null() || rules["replied_user"] == true
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_empty_parse_list_mentions_nobody() {
        let text = "<@1> <@&2> @everyone";
        assert_eq!(read(text, &json!({ "parse": [] }), true, true), Mentions::default());
        let all = read(text, &Value::Null, true, true);
        assert_eq!((all.users, all.roles, all.everyone), (vec![1], vec![2], true));
    }

    #[test]
    fn listed_ids_are_mentioned_and_answers_to_interactions_parse_users_only() {
        assert_eq!(read("<@1> <@!3>", &json!({ "users": ["3"] }), true, true).users, [3]);
        let answer = read("<@1> <@&2> @here", &Value::Null, false, true);
        assert_eq!((answer.users, answer.roles, answer.everyone), (vec![1], vec![], false));
    }
}
