//! EDGE OUT. The writer: Discord REST, and nothing else goes out to Discord but answers to interactions.
