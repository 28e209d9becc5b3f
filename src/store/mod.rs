//! EDGE OUT. What survives a restart.
