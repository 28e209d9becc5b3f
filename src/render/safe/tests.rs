//! The corpus: what people and agents may try, by threat (T36 to T43, T50, T51).

use super::*;

fn safe(raw: &str) -> String {
    SafeText::markdown(raw).into_string()
}

/// Zero-width spaces made visible.
fn seen(raw: &str) -> String {
    safe(raw).replace('\u{200B}', "·")
}

#[test]
fn ordinary_markdown_is_left_alone() {
    for text in [
        "**Done.** All `3` tests pass.\n\n- one\n- two\n  - three\n\n1. first\n2. second",
        "# Title\n\n> a quote\n> goes on\n\n```rust\nfn main() {}\n```\n\nThe end.",
        "snake_case, 2 < 3, a | b, f(x)[0], C:\\path, 100 %, ~~gone~~, *it*",
        "日本語、فارسی‌ها, नमस्ते, 👩🏽‍💻 ❤️ 🇩🇪 1️⃣",
        "```\nfn[0](x) @everyone <@1>\n```",
        "`@everyone` and ``a`b``",
    ] {
        assert_eq!(safe(text), text);
    }
}

#[test]
fn mentions_are_broken() {
    for (raw, shown) in [
        ("@everyone @here", "@·everyone @·here"),
        ("@EVERYONE", "@·EVERYONE"),
        ("<@1> <@!1> <@&1> <#1>", "<·@1> <·@!1> <·@&1> <·#1>"),
        ("</cmd:1> <t:0:R> <id:customize> <:x:1> <a:x:1>", "<·/cmd:1> <·t:0:R> <·id:customize> <·:x:1> <·a:x:1>"),
        ("@\u{200B}every\u{200D}one <\u{2060}@1>", "@·everyone <·@1>"),
        ("@[everyone]() <[@1>]()", "@·everyone <·@1>"),
        (r"\@everyone \<@1>", r"\@·everyone \<·@1>"),
        ("||spoiler||", "|·|spoiler|·|"),
    ] {
        assert_eq!(seen(raw), shown, "{raw}");
    }
}

#[test]
fn links_show_where_they_lead() {
    for (raw, shown) in [
        ("[docs](https://example.com/a)", "docs (<https://example.com/a>)"),
        ("![picture](https://example.com/a.png)", "picture (<https://example.com/a.png>)"),
        ("[https://github.com/x](https://evil.example)", "<https://github.com/x> (<https://evil.example>)"),
        ("[x](javascript:alert(1))", "x (`javascript:alert(1)`)"),
        ("[x](data:text/html;base64,AA==)", "x (`data:text/html;base64,AA==`)"),
        ("[x](file:///etc/passwd)", "x (`file:///etc/passwd`)"),
        ("[x](http://example.com)", "x (`http://example.com`)"),
        ("[x](https://good.example@evil.example/)", "x (<https://evil.example/>)"),
        ("[x](https://xn--gthub-n4a.com)", "x (`https://xn--gthub-n4a.com`)"),
        ("[x](https://gіthub.com)", "x (`https://gіthub.com`)"),
        ("[x](<https://example.com> \"a title\")", "x (<https://example.com>)"),
        ("[a [b](https://c.example)](https://d.example)", "a b (<https://c.example>) (<https://d.example>)"),
        ("[src/a.rs](src/a.rs)", "src/a.rs (`src/a.rs`)"),
        ("see https://example.com/a_(b), or", "see <https://example.com/a_(b)>, or"),
        ("(https://example.com)", "(<https://example.com>)"),
        ("<https://example.com>", "<https://example.com>"),
        ("xhttps://example.com", "x<https://example.com>"),
        ("http://example.com", "`http://example.com`"),
        ("discord.gg/abc https://discord.gg/abc", "`discord.gg/abc` `https://discord.gg/abc`"),
        ("<steam://run/1>", "`steam://run/1`"),
        (r"[a\](https://example.com)", r"[a\] (<https://example.com>)"),
        ("[a](unclosed", "[a] (unclosed"),
        (r"\https://example.com", r"\\<https://example.com>"),
    ] {
        assert_eq!(safe(raw), shown, "{raw}");
    }
}

#[test]
fn code_cannot_leave_its_frame() {
    for (raw, shown) in [
        ("````md\n```\ninner\n```\n````", "```md\n``·`\ninner\n``·`\n```"),
        ("~~~sh\nls\n~~~", "```sh\nls\n```"),
        ("```rust\nunclosed", "```rust\nunclosed\n```"),
        ("before ```inline``` after", "before ``inline`` after"),
        ("stray ` tick\nand `code`", "stray \\` tick\nand `code`"),
        ("``odd`", "\\`\\`odd\\`"),
        ("- item\n  ```js\n  a\n    b\n  ```\n- next", "- item\n```js\na\n  b\n```\n- next"),
        ("- ```js\n  a\n  ```\nafter", "-\n```js\na\n```\nafter"),
        ("> ```\n> code\nafter", "```\ncode\n```\nafter"),
        ("```\n\n```\nafter ``` text", "after \\`\\` text"),
        ("```some long title\nx\n```", "```some\nx\n```"),
        ("```\n> not a quote\n```", "```\n> not a quote\n```"),
    ] {
        assert_eq!(seen(raw), shown, "{raw}");
    }
}

#[test]
fn structure_that_discord_lacks_or_that_reaches_too_far_is_tamed() {
    for (raw, shown) in [
        (">>> the rest\nof it", "> the rest\nof it"),
        ("-# small print", "small print"),
        ("##### Deep", "### Deep"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("\n\na  \nb\n\n", "a\nb"),
    ] {
        assert_eq!(safe(raw), shown, "{raw}");
    }
    assert_eq!(safe(&format!("a{}b", " ".repeat(500))), "a b");
    assert_eq!(safe(&format!("a{}b", "\n".repeat(300))), "a\n\nb");
}

#[test]
fn a_narrow_table_is_a_block_and_a_wide_one_a_list() {
    let narrow = "Measured:\n\n| run | ms |\n|:---|---:|\n| before | 4200 |\n| after \\| now | 180 | x |\n\nGood.";
    let block = "Measured:\n\n```\nrun               ms\n───────────  ───────\nbefore          4200\n\
                 after | now  180 | x\n```\n\nGood.";
    assert_eq!(safe(narrow), block);
    let wide = format!("|file|why|\n|-|-|\n|`a.rs`|{}|\n|b.rs||", "it is slow ".repeat(6).trim());
    assert_eq!(safe(&wide), format!("- file: `a.rs` · why: {}\n- file: b.rs", "it is slow ".repeat(6).trim()));
    for no_table in ["a | b\n---", "| a |\nb", "a\n-", "```\n|a|\n|-|\n```"] {
        assert_eq!(safe(no_table).replace('\\', ""), no_table, "{no_table}");
    }
    let harmless = "```\na     @everyone\n────  ─────────\n<@1>  `x\n```";
    assert_eq!(safe("|a|@everyone|\n|-|-|\n|<@1>|`x|").replace('\u{200B}', ""), harmless);
}

#[test]
fn hidden_characters_are_removed_from_prose_and_shown_in_plans() {
    let hidden = "a\u{202E}b\u{2066}c\u{200F}d\u{61C}e\u{E0041}f\u{FEFF}g\u{3164}h\u{2800}i\u{E0100}j\u{AD}k\u{200D}l";
    assert_eq!(safe(hidden), "abcdefghijkl");
    assert_eq!(hidden_in(hidden), 11);
    assert_eq!(SafeText::plan("a\u{202E}b").as_str(), "a⟦U+202E⟧b");
    assert_eq!(SafeText::plan("a\u{E0041}b\u{200B}c").as_str(), "a⟦U+E0041⟧b⟦U+200B⟧c");
    assert_eq!(SafeText::code("if (a\u{202E})", "js").as_str(), "```js\nif (a⟦U+202E⟧)\n```");
    assert_eq!(SafeText::plan("@everyone").as_str(), "@\u{200B}everyone");
}

#[test]
fn control_characters_and_terminal_sequences_do_nothing() {
    for (raw, shown) in [
        ("\u{1B}[1;31mred\u{1B}[0m", "red"),
        ("\u{1B}]0;title\u{7}text", "text"),
        ("\u{1B}]8;;https://evil.example\u{1B}\\text\u{1B}]8;;\u{1B}\\", "text"),
        ("\u{9B}31mred", "red"),
        ("\u{1B}", "␛"),
        ("a\0b\u{8}c\u{7F}", "a␀b␈c␡"),
        ("a\u{80}b", "a⟦U+0080⟧b"),
        ("a\r\nb\rc\u{2028}d", "a\nb\nc\nd"),
        ("\u{FEFF}bom", "bom"),
    ] {
        assert_eq!(safe(raw), shown, "{raw:?}");
    }
}

#[test]
fn heaps_of_marks_are_cut_down() {
    let text = safe(&format!("e{}!", "\u{301}".repeat(10_000)));
    assert_eq!(text, format!("e{}!", "\u{301}".repeat(8)));
}

#[test]
fn secrets_are_known_by_their_shape() {
    let body = "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0";
    for (raw, kind) in [
        (format!("AIza{}", &body[..35]), "google key"),
        (format!("ghp_{}", &body[..36]), "github token"),
        (format!("github_pat_{body}{body}"), "github token"),
        (format!("sk-proj-{body}"), "api key"),
        (format!("xoxb-{body}"), "slack token"),
        ("AKIA1234567890ABCDEF".to_owned(), "aws key"),
        (format!("MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.{}", &body[..38]), "discord token"),
        (format!("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.{body}"), "web token"),
        ("-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----".to_owned(), "private key"),
        (format!("ghp_{}\n{}", &body[..20], &body[20..36]), "github token"),
    ] {
        assert_eq!(safe(&format!("key: {raw} end")), format!("key: [redacted: {kind}] end"), "{raw}");
        assert!(!SafeText::code(&raw, "").as_str().contains(&raw), "{raw}");
        assert!(!name(&raw, 400).contains(&body[..20]), "{raw}");
    }
}

#[test]
fn an_encoded_secret_is_a_secret() {
    use base64::Engine as _;
    let body = "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0";
    for before in ["", "x", "xy", "token="] {
        let encoded = base64::engine::general_purpose::STANDARD.encode(format!("{before}ghp_{}", &body[..36]));
        assert_eq!(safe(&format!("see {encoded}.")), "see [redacted: github token].");
    }
}

#[test]
fn ordinary_words_are_no_secrets() {
    let text = "task-1234567890123456789012 in src/render/safe/some_long_path_name.rs at 0123456789abcdef0123456789abcdef01234567";
    assert_eq!(safe(text), text);
}

#[test]
fn a_line_is_one_line_of_plain_words() {
    assert_eq!(SafeText::line("a\n**b** [c](d) `e`", 100).as_str(), r"a \*\*b\*\* \[c\](d) \`e\`");
    assert_eq!(
        SafeText::line("@everyone https://x.example", 100).as_str(),
        "@\u{200B}everyone https:\u{200B}//x.example"
    );
    assert_eq!(SafeText::line("discord.gg/a", 100).as_str(), "discord.\u{200B}gg/a");
    assert_eq!(SafeText::line("# no heading", 100).as_str(), r"\# no heading");
    assert_eq!(name(&"x".repeat(4_096), 100).chars().count(), 100);
    assert_eq!(name(" a\n b\t@here ", 100), "a b @\u{200B}here");
}

#[test]
fn a_hostile_nest_of_brackets_comes_to_rest() {
    for raw in
        ["[".repeat(3_000), "[[[[a](b)](c)](d)](e)".repeat(50), "h[ttps://e.example]()".repeat(9), "`".repeat(999)]
    {
        let once = SafeText::markdown(&raw);
        assert_eq!(SafeText::markdown(once.as_str()), once);
        assert!(!once.as_str().contains("]("));
    }
}
