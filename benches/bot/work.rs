//! What the sessions of these scenes do, as scenarios.

/// A scenario with one repository and these scripts: part of the prompt, and TOML of its steps.
pub fn scenario(scripts: &[(&str, String)]) -> String {
    let mut text = "about = \"Made by a benchmark.\"\n[[sources]]\nowner = \"acme\"\nrepo = \"todo\"\n\
                    default_branch = \"main\"\nbranches = [\"main\"]\n[knobs.lists]\nactivities_per_minute = 0\n\
                    [knobs.create]\nburst = 0\nconcurrent = 0\ndaily = 0\n"
        .to_owned();
    text += "[[scripts]]\nname = \"nothing\"\nsteps = [{ after = \"1000h\", completed = {} }]\n";
    for (when, steps) in scripts {
        let script = format!("[[scripts]]\nname = \"{when}\"\nwhen = \"{when}\"\nsteps = [{steps}]\n");
        text.push_str(&script);
    }
    text
}

/// Work as agents do it: looking, running commands, changing files, and one word to people in
/// four. A step comes `after` the one before, so many times; `first` says which kind comes first.
pub fn mixed(first: usize, after: &str, times: usize) -> String {
    let step = |place: usize| match place % 4 {
        0 => format!("{{ after = \"{after}\", message = \"Note {place}. It is the clock again.\" }},"),
        1 => format!(
            "{{ after = \"{after}\", bash = {{ command = \"pytest -q\", output = \"42 passed\", exit_code = 0 }} }},"
        ),
        2 => format!(
            "{{ after = \"{after}\", progress = {{ title = \"Reading the code\", description = \"Four places.\" }} }},"
        ),
        _ => format!("{{ after = \"{after}\", change_set = {{ pad_kb = 1, commit_message = \"Compare days\" }} }},"),
    };
    (first..first + times).map(step).collect()
}

/// Nothing but words to people.
pub fn talk(first: &str, after: &str, times: usize) -> String {
    let step = |place: usize| {
        let after = if place == 1 { first } else { after };
        format!("{{ after = \"{after}\", message = \"Note {place}. It is the clock again.\" }},")
    };
    (1..=times).map(step).collect::<String>() + "{ after = \"1000h\", completed = {} }"
}
