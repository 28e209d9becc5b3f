//! Long values, cut into pieces.
//!
//! sled writes a leaf of more than 128 KiB into a side file under `blobs/` and never syncs
//! it, so that a power loss may take a whole leaf of acknowledged records. A leaf holds up
//! to about 20 values, so no single value may pass 4 KiB: the head of a long one stays at
//! its key, the rest goes to a tree of its own.

use sled::transaction::{TransactionalTree, UnabortableTransactionError};

use super::{StoreError, Tree};

/// The longest value, in bytes; a record of ours is a fraction of it.
pub(super) const LONGEST: usize = 1 << 20;
const PIECE: usize = 4096;
const HEAD: usize = 2; // how many pieces follow, big-endian, in front of every value

type Written<T> = Result<T, UnabortableTransactionError>;

/// Sets or removes one value. Returns whether the key was there before.
pub(super) fn write(
    tree: &TransactionalTree,
    rest: &TransactionalTree,
    of: Tree,
    key: &[u8],
    value: Option<&[u8]>,
) -> Written<bool> {
    let mut pieces = 0;
    let old = match value {
        None => tree.remove(key)?,
        Some(value) => {
            let (first, long) = value.split_at(value.len().min(PIECE));
            for piece in long.chunks(PIECE) {
                pieces += 1;
                rest.insert(piece_key(of, key, pieces), piece)?;
            }
            let mut head = pieces.to_be_bytes().to_vec();
            head.extend(first);
            tree.insert(key, head)?
        }
    };
    for stale in pieces + 1..=old.as_deref().map_or(0, pieces_after) {
        rest.remove(piece_key(of, key, stale))?;
    }
    Ok(old.is_some())
}

/// The whole value that starts with `head`.
pub(super) fn whole(rest: &sled::Tree, of: Tree, key: &[u8], head: &[u8]) -> Result<Vec<u8>, StoreError> {
    let mut value =
        head.get(HEAD..).ok_or_else(|| StoreError::Corrupt("a value without its head".to_owned()))?.to_vec();
    for number in 1..=pieces_after(head) {
        let piece = rest.get(piece_key(of, key, number))?;
        value.extend_from_slice(&piece.ok_or_else(|| StoreError::Corrupt("a piece of a value is missing".to_owned()))?);
    }
    Ok(value)
}

/// How many pieces follow this head.
fn pieces_after(head: &[u8]) -> u16 {
    match head {
        &[high, low, ..] => u16::from_be_bytes([high, low]),
        _ => 0,
    }
}

fn piece_key(of: Tree, key: &[u8], number: u16) -> Vec<u8> {
    let mut piece = of.name().as_bytes().to_vec();
    piece.push(0);
    piece.extend(key);
    piece.extend(number.to_be_bytes());
    piece
}
