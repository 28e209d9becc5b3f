//! PURE. One thread talking to one Jules session, as a value.
