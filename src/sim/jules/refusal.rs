//! Refusals in Google's error envelope (reference part 2.2).

use serde_json::{Value, json};

use super::operation::Operation;

/// An answer that is an error.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) code: u16,
    pub(super) status: &'static str,
    pub(super) message: String,
    pub(super) details: Vec<Value>,
    pub(super) retry_after: Option<u32>,
}

impl Refusal {
    fn new(code: u16, status: &'static str, message: impl Into<String>) -> Self {
        Self { code, status, message: message.into(), details: Vec::new(), retry_after: None }
    }

    /// The error that goes with a bare HTTP status.
    pub(super) fn of_status(code: u16) -> Self {
        match code {
            400 => Self::precondition(),
            401 => Self::bad_key(Operation::Get),
            403 => Self::new(403, "PERMISSION_DENIED", "The caller does not have permission"),
            404 => Self::not_found(),
            409 => Self::new(409, "ABORTED", "The operation was aborted."),
            429 => Self::exhausted(None),
            503 => Self::new(503, "UNAVAILABLE", "The service is currently unavailable."),
            504 => Self::new(504, "DEADLINE_EXCEEDED", "The request timed out. Please try again."),
            501 => Self::new(501, "UNIMPLEMENTED", "Operation is not implemented, or supported, or enabled."),
            code => Self::new(code, "INTERNAL", "Internal error encountered."),
        }
    }

    /// 400: something about the arguments, no further word.
    pub(super) fn invalid() -> Self {
        Self::new(400, "INVALID_ARGUMENT", "Request contains an invalid argument.")
    }

    /// 400: `violations` are (field, description); a field may be empty.
    pub(super) fn violations(violations: &[(String, String)]) -> Self {
        let message: Vec<&str> = violations.iter().map(|(_, description)| description.as_str()).collect();
        let mut refusal = Self::new(400, "INVALID_ARGUMENT", message.join("\n"));
        let list: Vec<Value> = violations
            .iter()
            .map(|(field, description)| match field.as_str() {
                "" => json!({"description": description}),
                field => json!({"field": field, "description": description}),
            })
            .collect();
        refusal.details.push(json!({"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": list}));
        refusal
    }

    /// 400 at the concurrency ceiling, in a burst, for an over-long prompt, without a plan to approve.
    pub(super) fn precondition() -> Self {
        Self::new(400, "FAILED_PRECONDITION", "Precondition check failed.")
    }

    /// 401: no key at all.
    pub(super) fn no_key(operation: Operation) -> Self {
        let message = "Request is missing required authentication credential. Expected OAuth 2 access token, \
                       login cookie or other valid authentication credential. See \
                       https://developers.google.com/identity/sign-in/web/devconsole-project.";
        Self::unauthenticated(message, operation)
    }

    /// 401: a key that is wrong or revoked. The real message says something else, and so does this one.
    pub(super) fn bad_key(operation: Operation) -> Self {
        let message = "API keys are not supported by this API. Expected OAuth2 access token or other \
                       authentication credentials that assert a principal. See \
                       https://cloud.google.com/docs/authentication";
        Self::unauthenticated(message, operation)
    }

    fn unauthenticated(message: &str, operation: Operation) -> Self {
        let mut refusal = Self::new(401, "UNAUTHENTICATED", message);
        refusal.details.push(json!({
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "CREDENTIALS_MISSING",
            "domain": "googleapis.com",
            "metadata": {
                "method": format!("google.labs.jules.v1alpha.JulesService.{}", operation.rpc()),
                "service": "jules.googleapis.com",
            },
        }));
        refusal
    }

    /// 404: unknown, deleted, or not materialised yet.
    pub(super) fn not_found() -> Self {
        Self::new(404, "NOT_FOUND", "Requested entity was not found.")
    }

    /// 404: there is no such verb.
    pub(super) fn no_method() -> Self {
        Self::new(404, "NOT_FOUND", "Method not found.")
    }

    /// 429; the real one sends no Retry-After.
    pub(super) fn exhausted(retry_after: Option<u32>) -> Self {
        let refusal = Self::new(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).");
        Self { retry_after, ..refusal }
    }

    /// The envelope.
    pub(super) fn body(&self) -> Value {
        let mut error = json!({"code": self.code, "message": self.message, "status": self.status});
        if !self.details.is_empty() {
            error["details"] = self.details.clone().into();
        }
        json!({ "error": error })
    }
}
