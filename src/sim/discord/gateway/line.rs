//! The socket as the gateway writes to it: plain text, or one zlib stream for clients that ask for it.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use flate2::{Compress, Compression, FlushCompress};

/// A socket and, after `compress=zlib-stream`, the stream that all its messages are part of.
pub(super) struct Line {
    socket: WebSocket,
    zlib: Option<Compress>,
}

impl Line {
    /// A socket; `zlib` when the client asked for the transport compression.
    pub(super) fn new(socket: WebSocket, zlib: bool) -> Self {
        Self { socket, zlib: zlib.then(|| Compress::new(Compression::fast(), true)) }
    }

    /// Sends a payload; false when the peer is gone.
    pub(super) async fn say(&mut self, text: String) -> bool {
        let message = match self.zlib.as_mut().map(|zlib| deflate(zlib, text.as_bytes())) {
            None => Message::text(text),
            Some(Some(bytes)) => Message::binary(bytes),
            Some(None) => return false,
        };
        self.socket.send(message).await.is_ok()
    }

    /// The next frame.
    pub(super) async fn hear(&mut self) -> Option<Result<Message, axum::Error>> {
        self.socket.recv().await
    }

    /// Closes, and gives the peer a moment to see why.
    pub(super) async fn close(&mut self, code: Option<u16>, reason: &'static str) {
        let frame = code.map(|code| CloseFrame { code, reason: reason.into() });
        if self.socket.send(Message::Close(frame)).await.is_ok() {
            let farewell = async { while let Some(Ok(_)) = self.socket.recv().await {} };
            let _ = tokio::time::timeout(Duration::from_secs(1), farewell).await;
        }
    }
}

/// One message of the stream: it ends with a sync flush, `00 00 FF FF`.
fn deflate(zlib: &mut Compress, input: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(input.len() / 2 + 128);
    let begun = zlib.total_in();
    loop {
        let read = usize::try_from(zlib.total_in() - begun).ok()?;
        zlib.compress_vec(&input[read..], &mut out, FlushCompress::Sync).ok()?;
        let all_read = zlib.total_in() - begun == input.len() as u64;
        // Room left over means that nothing is held back.
        if all_read && out.len() < out.capacity() {
            return Some(out);
        }
        out.reserve(input.len().max(1024));
    }
}
