//! Forms: every kind of field that Discord has, filled in with keyboard and mouse.

use serde_json::{Value, json};

use super::client::Gallery;

fn labelled(label: &str, component: &Value) -> Value {
    json!({ "type": 18, "label": label, "description": format!("About {label}"), "component": component })
}

fn options(names: &[&str]) -> Value {
    names.iter().map(|name| json!({ "label": name, "value": name.to_lowercase() })).collect()
}

/// A form to write and choose in.
fn words() -> Value {
    json!({ "custom_id": "words", "title": "Words and menus", "components": [
        { "type": 10, "content": "Fill in **all** of it." },
        labelled("Words", &json!({ "type": 4, "custom_id": "words", "style": 2, "min_length": 3, "max_length": 10 })),
        labelled("Maybe", &json!({ "type": 4, "custom_id": "maybe", "style": 1, "required": false, "value": "as it was" })),
        labelled("Colour", &json!({ "type": 3, "custom_id": "colour", "options": options(&["Red", "Blue"]) })),
        labelled("Whom", &json!({ "type": 5, "custom_id": "whom", "max_values": 2 })),
    ] })
}

/// A form to tick and upload to.
fn ticks() -> Value {
    json!({ "custom_id": "ticks", "title": "Ticks and files", "components": [
        labelled("Size", &json!({ "type": 21, "custom_id": "size", "options": options(&["Small", "Large"]) })),
        labelled("Toppings", &json!({ "type": 22, "custom_id": "toppings", "options": options(&["Ham", "Egg", "Leek"]) })),
        labelled("Agreed", &json!({ "type": 23, "custom_id": "agreed" })),
        labelled("Files", &json!({ "type": 19, "custom_id": "files", "min_values": 1, "max_values": 2 })),
    ] })
}

/// What arrived for a field.
fn given<'a>(submitted: &'a Value, name: &str) -> &'a Value {
    let rows = submitted["data"]["components"].as_array().unwrap();
    let row = rows
        .iter()
        .find(|row| row["component"]["custom_id"] == name)
        .unwrap_or_else(|| panic!("no {name}: {submitted}"));
    let component = &row["component"];
    if component["values"].is_null() { &component["value"] } else { &component["values"] }
}

/// Opens a form by its button.
async fn opens(gallery: &mut Gallery, form: Value) {
    let opener = json!({ "type": 1, "components": [{ "type": 2, "style": 1, "label": "Open", "custom_id": "open" }] });
    let title = form["title"].as_str().unwrap().to_owned();
    gallery.robot.posts(json!({ "content": "A form", "components": [opener] })).await;
    gallery.browser.click(".components button", "Open").await;
    let pressed = gallery.robot.interaction().await;
    gallery.robot.answers(&pressed, 9, form).await;
    gallery.browser.sees(&title).await;
}

/// Tries to send it; what is missing or wrong is said in the form, and nothing is sent.
async fn wrong(gallery: &mut Gallery, sentence: &str) {
    gallery.browser.click("dialog button[type=submit]", "Submit").await;
    let said = format!("document.querySelector('.form-error').innerText.includes({})", json!(sentence));
    gallery.browser.until(&said).await;
}

/// Sends it; what arrived.
async fn submits(gallery: &mut Gallery) -> Value {
    gallery.browser.click("dialog button[type=submit]", "Submit").await;
    let submitted = gallery.robot.interaction().await;
    assert_eq!(submitted["type"], 5, "{submitted}");
    gallery.robot.answers(&submitted, 4, json!({ "content": "It is here.", "flags": 64 })).await;
    gallery.browser.until("document.querySelector('dialog') === null").await;
    submitted
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_takes_words_and_choices_and_says_what_is_missing() {
    let Some(mut gallery) = Gallery::open("page::forms::a_form_takes_words_and_choices").await else { return };
    opens(&mut gallery, words()).await;
    gallery.browser.until("document.activeElement.id === 'field-words'").await;
    wrong(&mut gallery, "“Words” is required.").await;
    // Where something is wrong one can write at once.
    gallery.browser.types("ab").await;
    wrong(&mut gallery, "“Words” must have at least 3 characters.").await;
    gallery.browser.types("c and far too much").await;
    wrong(&mut gallery, "“Words” must have 10 characters or fewer.").await;
    gallery.browser.value("document.activeElement.select()").await;
    gallery.browser.types("abc").await;
    wrong(&mut gallery, "“Colour” is required.").await;
    gallery.browser.until("document.activeElement.id === 'field-colour'").await;
    gallery.browser.press("ArrowDown").await;
    gallery.browser.press("ArrowDown").await;
    gallery.browser.until("document.querySelector('#field-colour').value === 'blue'").await;
    wrong(&mut gallery, "“Whom”: choose 1 to 2 of them, not 0.").await;
    gallery.browser.click("#field-whom .tick", "Grace").await;
    gallery.browser.value("document.querySelector('#field-maybe').value = ''").await;
    gallery.browser.picture("page-form-words").await;
    let submitted = submits(&mut gallery).await;
    let grace = gallery.world.discord().person("grace").unwrap().id().to_string();
    for (name, value) in
        [("words", json!("abc")), ("maybe", json!("")), ("colour", json!(["blue"])), ("whom", json!([grace]))]
    {
        assert_eq!(given(&submitted, name), &value, "{name}");
    }
    gallery.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_takes_ticks_and_files_and_no_file_that_is_too_big() {
    let Some(mut gallery) = Gallery::open("page::forms::a_form_takes_ticks_and_files").await else { return };
    let folder = tempfile::tempdir().unwrap();
    let (file, big) = (folder.path().join("notes.txt"), folder.path().join("big.bin"));
    std::fs::write(&file, "read me").unwrap();
    std::fs::File::create(&big).unwrap().set_len(11 * 1024 * 1024).unwrap();
    opens(&mut gallery, ticks()).await;
    wrong(&mut gallery, "“Size” is required.").await;
    gallery.browser.click("#field-size .tick", "Large").await;
    wrong(&mut gallery, "“Toppings”: choose 1 to 3 of them, not 0.").await;
    for topping in ["Ham", "Leek"] {
        gallery.browser.click("#field-toppings .tick", topping).await;
    }
    wrong(&mut gallery, "“Files” takes 1 to 2 files, not 0.").await;
    gallery.browser.chooses_files("#field-files", &[&big]).await;
    wrong(&mut gallery, "Your files are too powerful.").await;
    gallery.browser.chooses_files("#field-files", &[&file]).await;
    gallery.browser.click("dialog .tick", "Agreed").await;
    gallery.browser.picture("page-form-ticks").await;
    let submitted = submits(&mut gallery).await;
    for (name, value) in [("size", json!("large")), ("toppings", json!(["ham", "leek"])), ("agreed", json!(true))] {
        assert_eq!(given(&submitted, name), &value, "{name}");
    }
    let uploaded = &submitted["data"]["resolved"]["attachments"][given(&submitted, "files")[0].as_str().unwrap()];
    assert_eq!((&uploaded["filename"], &uploaded["size"]), (&json!("notes.txt"), &json!(7)), "{submitted}");
    gallery.close().await;
}
