//! JSON, written as it is read off: nothing is gathered first, and strings are looked through at the speed of memory.

use std::io;

/// An object that is being written.
pub(super) struct Object<'o> {
    out: &'o mut Vec<u8>,
    is_empty: bool,
}

impl<'o> Object<'o> {
    /// Begins an object at the end of `out`.
    pub fn begin(out: &'o mut Vec<u8>) -> Object<'o> {
        out.push(b'{');
        Object { out, is_empty: true }
    }

    /// Begins a member; its value is to be written into what is returned. A key holds nothing to escape.
    pub fn key(&mut self, key: &'static str) -> &mut Vec<u8> {
        if !std::mem::take(&mut self.is_empty) {
            self.out.push(b',');
        }
        self.out.push(b'"');
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\":");
        self.out
    }

    /// A member that is a string.
    pub fn text(&mut self, key: &'static str, value: &str) {
        string(self.key(key), value);
    }

    /// A member that is a whole number.
    pub fn number(&mut self, key: &'static str, value: usize) {
        let out = self.key(key);
        let first = out.len();
        let mut left = value;
        loop {
            // A remainder of ten is one digit.
            out.push(b'0' + (left % 10) as u8);
            left /= 10;
            if left == 0 {
                break;
            }
        }
        out[first..].reverse();
    }

    /// A member that is true or false.
    pub fn truth(&mut self, key: &'static str, value: bool) {
        self.key(key).extend_from_slice(if value { b"true" } else { b"false" });
    }

    /// Ends the object.
    pub fn end(self) {
        self.out.push(b'}');
    }
}

/// Writes a list, each item by `write`.
///
/// # Errors
/// Those of `write`.
pub(super) fn list<T>(
    out: &mut Vec<u8>,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut Vec<u8>, T) -> io::Result<()>,
) -> io::Result<()> {
    out.push(b'[');
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write(out, item)?;
    }
    out.push(b']');
    Ok(())
}

/// How many bytes are looked at together.
const LANES: usize = 32;

/// Writes a string. What it holds is nearly always written as it is.
fn string(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let (mut written, mut at) = (0, 0);
    out.push(b'"');
    let (lanes, rest) = bytes.as_chunks::<LANES>();
    for some in lanes.iter().map(|lane| &lane[..]).chain([rest]) {
        // Without a branch for each byte.
        if some.iter().fold(false, |any, byte| any | is_escaped(*byte)) {
            for (index, byte) in some.iter().enumerate().filter(|(_, byte)| is_escaped(**byte)) {
                out.extend_from_slice(&bytes[written..at + index]);
                escape(out, *byte);
                written = at + index + 1;
            }
        }
        at += some.len();
    }
    out.extend_from_slice(&bytes[written..]);
    out.push(b'"');
}

fn is_escaped(byte: u8) -> bool {
    (byte < 0x20) | (byte == b'"') | (byte == b'\\')
}

fn escape(out: &mut Vec<u8>, byte: u8) {
    let letter = match byte {
        b'"' | b'\\' => byte,
        0x08 => b'b',
        b'\t' => b't',
        b'\n' => b'n',
        0x0c => b'f',
        b'\r' => b'r',
        _ => {
            out.extend_from_slice(b"\\u00");
            out.extend([byte >> 4, byte & 0xf].map(|digit| b"0123456789abcdef"[usize::from(digit)]));
            return;
        }
    };
    out.extend_from_slice(&[b'\\', letter]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_written_as_serde_writes_them() {
        let all: String = (0..0x100_u32).filter_map(char::from_u32).chain("勾稽".chars()).collect();
        for text in
            ["", "勾稽", "\"", &all, &"报告\n".repeat(40), &"x".repeat(LANES), &format!("{}\\", "x".repeat(LANES))]
        {
            let mut out = Vec::new();
            string(&mut out, text);
            assert_eq!(out, serde_json::to_vec(text).unwrap(), "{text:?}");
        }
    }

    #[test]
    fn members_and_items_are_parted() {
        let mut out = Vec::new();
        let mut object = Object::begin(&mut out);
        object.number("none", 0);
        object.number("line", 120);
        object.truth("safe", true);
        list(object.key("list"), [1, 2], |out, item| {
            out.push(b'0' + item);
            Ok(())
        })
        .unwrap();
        object.end();
        assert_eq!(out, br#"{"none":0,"line":120,"safe":true,"list":[1,2]}"#);
    }
}
