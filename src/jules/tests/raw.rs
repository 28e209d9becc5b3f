//! A server on loopback that says exactly the bytes it is given, right or wrong.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::jules::{Jules, Settings};

/// Answers the first request with the first of its answers, and so on; with the last for ever.
pub struct Raw {
    pub url: String,
    asked: Arc<AtomicUsize>,
}

impl Raw {
    pub async fn start(answers: Vec<Vec<u8>>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1alpha", listener.local_addr().unwrap());
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((line, _)) = listener.accept().await {
                let number = counted.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(answer(line, answers[number.min(answers.len() - 1)].clone()));
            }
        });
        Self { url, asked }
    }

    /// To ask once and not again.
    pub fn settings(&self) -> Settings {
        Settings {
            api_url: self.url.clone(),
            retry_for: Duration::ZERO,
            poll_min: Duration::from_millis(5),
            ghost_wait: Duration::ZERO,
            overlap: Duration::ZERO,
            list_calls_per_minute: 100_000,
            ..Settings::new("the raw key")
        }
    }

    pub fn jules(&self) -> Jules {
        Jules::new(self.settings()).unwrap()
    }

    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

async fn answer(mut line: TcpStream, bytes: Vec<u8>) {
    let mut request = Vec::new();
    while !is_whole(&request) && line.read_buf(&mut request).await.is_ok_and(|read| read > 0) {}
    // In pieces of no regular size, so that none of them ends where something else does.
    let mut rest = &bytes[..];
    while !rest.is_empty() {
        let (piece, others) = rest.split_at(rest.len().min(1 + fastrand::usize(..97) * (1 + bytes.len() / 4_000)));
        if line.write_all(piece).await.is_err() {
            return;
        }
        rest = others;
        tokio::task::yield_now().await;
    }
    let _ = line.shutdown().await;
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    body.len() >= length.unwrap_or(0)
}

/// An answer whose length is told.
pub fn http(status: u16, headers: &[&str], body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut answer = format!("HTTP/1.1 {status} x\r\ncontent-length: {}\r\nconnection: close\r\n", body.len());
    for header in headers {
        let _ = write!(answer, "{header}\r\n");
    }
    [answer.as_bytes(), b"\r\n", body].concat()
}

/// A good answer as JSON.
pub fn json(body: impl AsRef<[u8]>) -> Vec<u8> {
    http(200, &["content-type: application/json; charset=UTF-8"], body)
}
