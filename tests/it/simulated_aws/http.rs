//! As much HTTP as it takes to ask the gateway something.

use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::TcpStream;

/// Makes one request on a connection of its own; answers the status and the body.
pub fn request(address: &str, method: &str, path: &str, body: &str) -> Result<(u16, String)> {
    let mut connection = TcpStream::connect(address)?;
    let length = body.len();
    write!(
        connection,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|word| word.parse().ok())
        .ok_or_else(|| Error::new(ErrorKind::InvalidData, format!("no status in {head:?}")))?;
    Ok((status, body.to_owned()))
}
