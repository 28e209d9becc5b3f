//! What a refused REST call answers: Discord's status, code and words.

use serde_json::{Map, Value, json};

use crate::sim::people::Refused;

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
    UNKNOWN_TAG = 404 10087 "Unknown Tag";
    UNKNOWN_INTERACTION = 404 10062 "Unknown interaction";
    UNKNOWN_COMMAND = 404 10063 "Unknown application command";
    MAX_PINS = 400 30003 "Maximum number of pins reached (250)";
    MAX_REACTIONS = 400 30010 "Maximum number of reactions reached (20)";
    MAX_WEBHOOKS = 400 30007 "Maximum number of webhooks reached (15)";
    MAX_PARTICIPANTS = 400 30033 "Maximum number of thread participants has been reached (1000)";
    MAX_PINNED_POSTS = 400 30047 "Maximum number of pinned threads in a forum channel has been reached";
    MAX_COMMANDS = 400 30032 "Maximum number of application commands reached (100)";
    OLD_EDITS = 429 30046 "Maximum number of edits to messages older than 1 hour reached. Try again later";
    FORUM_MESSAGE = 400 40058 "Cannot send messages in a forum channel";
    ALREADY_ACKNOWLEDGED = 400 40060 "Interaction has already been acknowledged.";
    TAG_NAMES = 400 40061 "Tag names must be unique";
    NO_TAGS_FOR_ALL = 400 40066 "There are no tags available that can be set by non-moderators";
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
    NO_HISTORY_TO_REPLY = 403 160_002 "Cannot reply without permission to read message history";
    CANNOT_FORWARD = 403 160_014 "You cannot forward a message whose content you cannot read";
    BLOCKED_MESSAGE = 400 200_000 "Message was blocked by automatic moderation";
    BLOCKED_TITLE = 400 200_001 "Title was blocked by automatic moderation";
    NO_THREAD = 400 220_001 "Webhooks posted to forum channels must have a thread_name or thread_id";
    BOTH_THREADS = 400 220_002 "Webhooks posted to forum channels cannot have both a thread_name and thread_id";
    NOT_A_FORUM = 400 220_003 "Webhooks can only create threads in forum channels";
    POLL_EXPIRED = 400 520_001 "Poll expired";
    POLL_EDIT = 400 520_003 "Cannot edit a poll message";
    NO_POLL = 400 520_006 "Cannot expire a non-poll message";
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

/// A person's client says in its own words what the API refuses.
impl From<ApiError> for Refused {
    fn from(error: ApiError) -> Self {
        let fields = error.body["errors"].as_object().map(|_| format!(" {}", error.body["errors"])).unwrap_or_default();
        Self::new(format!("{}{fields}", error.body["message"].as_str().unwrap_or("the call was refused")))
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
