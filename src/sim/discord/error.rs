//! What a refused REST call answers: Discord's status, code and words.

use serde_json::{Map, Value, json};

/// One of Discord's documented JSON error codes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Code(pub u16, pub u32, pub &'static str);

macro_rules! codes {
    ($($name:ident = $status:literal $code:literal $text:literal;)*) => {
        $(#[doc = concat!("`", $code, "` ", $text)]
          pub(crate) const $name: Code = Code($status, $code, $text);)*
    };
}

codes! {
    NOT_FOUND = 404 0 "404: Not Found";
    UNAUTHORIZED = 401 0 "401: Unauthorized";
    METHOD_NOT_ALLOWED = 405 0 "405: Method Not Allowed";
    TOO_LARGE = 413 40005 "Request entity too large";
    BAD_JSON = 400 50109 "The request body contains invalid JSON.";
    UNKNOWN_APPLICATION = 404 10002 "Unknown Application";
    UNKNOWN_CHANNEL = 404 10003 "Unknown Channel";
    UNKNOWN_GUILD = 404 10004 "Unknown Guild";
    UNKNOWN_MEMBER = 404 10007 "Unknown Member";
    UNKNOWN_MESSAGE = 404 10008 "Unknown Message";
    UNKNOWN_ROLE = 404 10011 "Unknown Role";
    UNKNOWN_USER = 404 10013 "Unknown User";
    UNKNOWN_EMOJI = 400 10014 "Unknown Emoji";
    UNKNOWN_WEBHOOK = 404 10015 "Unknown Webhook";
    UNKNOWN_INTERACTION = 404 10062 "Unknown interaction";
    UNKNOWN_COMMAND = 404 10063 "Unknown application command";
    MAX_COMMANDS = 400 30032 "Maximum number of application commands reached (100)";
    OLD_EDITS = 429 30046 "Maximum number of edits to messages older than 1 hour reached. Try again later";
    FORUM_MESSAGE = 400 40058 "Cannot send messages in a forum channel";
    ALREADY_ACKNOWLEDGED = 400 40060 "Interaction has already been acknowledged.";
    TAG_REQUIRED = 400 40067 "A tag is required to create a forum post in this channel";
    MISSING_ACCESS = 403 50001 "Missing Access";
    NOT_AUTHOR = 403 50005 "Cannot edit a message authored by another user";
    EMPTY_MESSAGE = 400 50006 "Cannot send an empty message";
    MISSING_PERMISSIONS = 403 50013 "Missing Permissions";
    BULK_DELETE_COUNT = 400 50016 "You can only bulk delete between 2 and 100 messages.";
    SYSTEM_MESSAGE = 403 50021 "Cannot execute action on a system message";
    WRONG_CHANNEL_TYPE = 400 50024 "Cannot execute action on this channel type";
    INVALID_WEBHOOK_TOKEN = 401 50027 "Invalid Webhook Token";
    BULK_DELETE_OLD = 400 50034 "You can only bulk delete messages that are under 14 days old.";
    THREAD_ARCHIVED = 400 50083 "Thread is archived";
    DM_REFUSED = 403 50007 "Cannot send messages to this user";
    THREAD_EXISTS = 400 160_004 "A thread has already been created for this message";
    THREAD_LOCKED = 403 160_005 "Thread is locked";
    MAX_THREADS = 400 160_006 "Maximum number of active threads reached";
}

/// A refused call.
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: Value,
}

impl From<Code> for ApiError {
    fn from(Code(status, code, message): Code) -> Self {
        Self { status, body: json!({ "message": message, "code": code }) }
    }
}

/// Collects what is wrong with a form, at the path where it is wrong.
#[derive(Debug, Default)]
pub(crate) struct Form {
    errors: Map<String, Value>,
}

impl Form {
    /// Notes a fault at a dotted path, such as `embeds.0.title`; an empty path is the form itself.
    pub(crate) fn fault(&mut self, path: &str, code: &str, message: impl Into<String>) {
        let mut at = &mut self.errors;
        for part in path.split('.').filter(|part| !part.is_empty()) {
            let slot = at.entry(part).or_insert_with(|| json!({}));
            let Value::Object(inner) = slot else { return };
            at = inner;
        }
        let list = at.entry("_errors").or_insert_with(|| json!([]));
        if let Value::Array(list) = list {
            list.push(json!({ "code": code, "message": message.into() }));
        }
    }

    /// Checks a length in characters.
    pub(crate) fn length(&mut self, path: &str, text: &str, min: usize, max: usize) {
        let count = text.chars().count();
        if min > 0 && count == 0 {
            self.fault(path, "BASE_TYPE_REQUIRED", "This field is required");
        } else if count < min || (count > max && min > 0) {
            self.fault(path, "BASE_TYPE_BAD_LENGTH", format!("Must be between {min} and {max} in length."));
        } else if count > max {
            self.fault(path, "BASE_TYPE_MAX_LENGTH", format!("Must be {max} or fewer in length."));
        }
    }

    /// Says that a field must be there.
    pub(crate) fn required(&mut self, path: &str) {
        self.fault(path, "BASE_TYPE_REQUIRED", "This field is required");
    }

    /// Says that a value is none of the allowed ones.
    pub(crate) fn choice(&mut self, path: &str, allowed: &str) {
        self.fault(path, "BASE_TYPE_CHOICES", format!("Value must be one of {{{allowed}}}."));
    }

    /// Ok when nothing was wrong; otherwise 400 with code 50035.
    pub(crate) fn finish(self) -> Result<(), ApiError> {
        if self.errors.is_empty() {
            return Ok(());
        }
        let body = json!({ "message": "Invalid Form Body", "code": 50035, "errors": self.errors });
        Err(ApiError { status: 400, body })
    }

    /// A form with this one fault.
    pub(crate) fn refuse(path: &str, code: &str, message: impl Into<String>) -> ApiError {
        let mut form = Self::default();
        form.fault(path, code, message);
        let body = json!({ "message": "Invalid Form Body", "code": 50035, "errors": form.errors });
        ApiError { status: 400, body }
    }
}
