//! TCP connections that can be cut: each has a switch, and pulling it resets the connection.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// Pull it, and the peer sees a reset.
#[derive(Debug, Clone)]
pub(crate) struct Switch(CancellationToken);

impl Switch {
    /// Cuts the connection.
    pub(crate) fn cut(&self) {
        self.0.cancel();
    }
}

/// Accepts connections with a switch each; all are children of `root`.
pub(crate) struct Door {
    pub listener: TcpListener,
    pub root: CancellationToken,
}

/// A connection with its switch.
pub(crate) struct Wire {
    stream: TcpStream,
    switch: CancellationToken,
    cut: Pin<Box<WaitForCancellationFutureOwned>>,
}

impl Wire {
    fn is_cut(&mut self, cx: &mut Context<'_>) -> bool {
        if !self.switch.is_cancelled() && self.cut.as_mut().poll(cx).is_pending() {
            return false;
        }
        // Zero linger makes the close a reset, as when a peer is simply gone.
        let _ = self.stream.set_zero_linger();
        true
    }
}

impl Listener for Door {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        let (stream, peer) = Listener::accept(&mut self.listener).await;
        let _ = stream.set_nodelay(true);
        let switch = self.root.child_token();
        let cut = Box::pin(switch.clone().cancelled_owned());
        (Wire { stream, switch, cut }, peer)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, Door>> for Switch {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        Self(stream.io().switch.clone())
    }
}

fn reset() -> io::Error {
    io::ErrorKind::ConnectionReset.into()
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.is_cut(cx) {
            return Poll::Ready(Err(reset()));
        }
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        if self.is_cut(cx) {
            return Poll::Ready(Err(reset()));
        }
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
