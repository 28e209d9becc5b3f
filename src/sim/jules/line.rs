//! Connections that can be made to end without an answer.
//!
//! hyper always answers; a fault must not. So each connection carries a switch, and once that
//! is thrown every write fails: hyper gives up, and the client sees the connection end.
//! What passes is counted here, where headers are bytes like any others.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use super::ledger::Wire;

/// The switch of a connection.
#[derive(Clone, Debug, Default)]
pub(super) struct Switch(Arc<AtomicBool>);

impl Switch {
    /// Ends the connection at its next write.
    pub(super) fn throw(&self) {
        self.0.store(true, Ordering::Release);
    }

    fn check(&self) -> io::Result<()> {
        if self.0.load(Ordering::Acquire) { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(()) }
    }
}

/// What has passed through all connections.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    connections: AtomicU64,
    received: AtomicU64,
    sent: AtomicU64,
}

impl Traffic {
    pub(super) fn so_far(&self) -> Wire {
        let [connections, received, sent] =
            [&self.connections, &self.received, &self.sent].map(|counter| counter.load(Ordering::Relaxed));
        Wire { connections, received, sent }
    }

    pub(super) fn forget(&self) {
        for counter in [&self.connections, &self.received, &self.sent] {
            counter.store(0, Ordering::Relaxed);
        }
    }

    fn add(counter: &AtomicU64, bytes: usize) {
        counter.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

/// A listener whose connections have switches.
#[derive(Debug)]
pub(super) struct Lines {
    pub(super) listener: TcpListener,
    pub(super) traffic: Arc<Traffic>,
}

/// A connection with a switch.
#[derive(Debug)]
pub(super) struct Line {
    stream: TcpStream,
    switch: Switch,
    traffic: Arc<Traffic>,
}

impl Line {
    /// Counts what has been written, once it has.
    fn written(&self, outcome: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if let Poll::Ready(Ok(bytes)) = &outcome {
            Traffic::add(&self.traffic.sent, *bytes);
        }
        outcome
    }
}

impl Listener for Lines {
    type Io = Line;
    type Addr = std::net::SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        // Many small answers: waiting for more to send would add 40 ms to each.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "the socket keeps its delay");
        }
        Traffic::add(&self.traffic.connections, 1);
        (Line { stream, switch: Switch::default(), traffic: Arc::clone(&self.traffic) }, address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, Lines>> for Switch {
    fn connect_info(stream: IncomingStream<'_, Lines>) -> Self {
        stream.io().switch.clone()
    }
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let outcome = Pin::new(&mut self.stream).poll_read(cx, buf);
        Traffic::add(&self.traffic.received, buf.filled().len() - before);
        outcome
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.switch.check()?;
        let outcome = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.written(outcome)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.switch.check()?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.switch.check()?;
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.written(outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
