//! Signatures of the manifest: minisign's, over a file that names the digest of every other.
//!
//! The same Ed25519 key signs the envelope of the statement, there without minisign's own framing, because that is what others
//! who read such envelopes expect.

use std::io::Cursor;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, UnparsedPublicKey};
use data_encoding::BASE64;
use minisign::{PublicKey, PublicKeyBox, SecretKey, SecretKeyBox, SignatureBox};

/// How long a secret key of minisign is, in bytes.
const SECRET: usize = 158;
/// Where it has how its password is used, and the word that says that it has none.
const KDF: std::ops::Range<usize> = 2..4;
const NO_KDF: &[u8] = &[0, 0];
/// Where it has the seed and the public key of Ed25519.
const SEED: std::ops::Range<usize> = 62..94;
const SEED_PUBLIC: std::ops::Range<usize> = 94..126;
/// Where a public key of minisign has that of Ed25519.
const PUBLIC: std::ops::Range<usize> = 10..42;

/// Why a key is none.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyError {
    /// Another kind of file.
    #[error("is no secret key of minisign")]
    NotASecretKey,
    /// Another kind of file.
    #[error("is no public key of minisign")]
    NotAPublicKey,
    /// It has a password, and none is known.
    #[error("is protected by a password")]
    Password,
    /// It has another password.
    #[error("is protected by another password")]
    WrongPassword,
    /// It signs nothing.
    #[error("could not sign: {0}")]
    Sign(String),
}

/// A key that signs.
pub struct SigningKey(SecretKey);

impl SigningKey {
    /// Reads the file of a secret key, with its password where it has one.
    ///
    /// # Errors
    /// The file is no such key, or its password is another one.
    pub fn parse(text: &str, password: Option<String>) -> Result<Self, KeyError> {
        let encoded = text.lines().nth(1).unwrap_or_default().trim();
        let bytes = BASE64
            .decode(encoded.as_bytes())
            .map_err(|_| KeyError::NotASecretKey)?;
        if bytes.len() != SECRET {
            return Err(KeyError::NotASecretKey);
        }
        let sealed = SecretKeyBox::from(text.to_owned());
        if bytes[KDF] == *NO_KDF {
            let key = sealed.into_unencrypted_secret_key();
            return key.map(Self).map_err(|_| KeyError::NotASecretKey);
        }
        // Without a password the library would ask for one on the terminal, and a pipeline would wait for ever.
        let password = password.ok_or(KeyError::Password)?;
        let key = sealed.into_secret_key(Some(password));
        key.map(Self).map_err(|_| KeyError::WrongPassword)
    }

    /// The key's id, as minisign shows it.
    pub fn id(&self) -> String {
        id(self.0.keynum())
    }

    /// A signature in a file of its own. Its trusted comment is signed too.
    ///
    /// # Errors
    /// The key or the machine's source of chance fails.
    pub fn sign(&self, bytes: &[u8], trusted: &str) -> Result<String, KeyError> {
        let untrusted = format!("signature of key {}", self.id());
        let signed = minisign::sign(
            None,
            &self.0,
            Cursor::new(bytes),
            Some(trusted),
            Some(&untrusted),
        );
        signed
            .map(SignatureBox::into_string)
            .map_err(|error| KeyError::Sign(error.to_string()))
    }

    /// The plain Ed25519 signature of bytes.
    ///
    /// # Errors
    /// The key does not hold together.
    pub fn sign_plainly(&self, bytes: &[u8]) -> Result<Vec<u8>, KeyError> {
        let key = self.0.to_bytes();
        let parts = key.get(SEED).zip(key.get(SEED_PUBLIC));
        let (seed, public) = parts.ok_or(KeyError::NotASecretKey)?;
        let pair = Ed25519KeyPair::from_seed_and_public_key(seed, public)
            .map_err(|error| KeyError::Sign(error.to_string()))?;
        Ok(pair.sign(bytes).as_ref().to_vec())
    }
}

/// A key that tells whether another one signed.
pub struct VerifyingKey(PublicKey);

impl VerifyingKey {
    /// Reads a public key: the text of its file, or its one line of Base64.
    ///
    /// # Errors
    /// It is no such key.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        let key = if text.lines().nth(1).is_some() {
            PublicKey::from_box(PublicKeyBox::from(text.to_owned()))
        } else {
            PublicKey::from_base64(text)
        };
        key.map(Self).map_err(|_| KeyError::NotAPublicKey)
    }

    /// The key's id, as minisign shows it.
    pub fn id(&self) -> String {
        id(self.0.keynum())
    }

    /// The trusted comment of a signature of bytes, where the signature is this key's.
    ///
    /// # Errors
    /// Why it is not.
    pub fn verify(&self, bytes: &[u8], signature: &[u8]) -> Result<String, String> {
        let none = |_| "is no signature of minisign".to_owned();
        let text = std::str::from_utf8(signature).map_err(|_| none(()))?;
        let signature = SignatureBox::from_string(text).map_err(|_| none(()))?;
        if signature.keynum() != self.0.keynum() {
            return Err(format!(
                "is of key {}, not of key {}",
                id(signature.keynum()),
                self.id()
            ));
        }
        minisign::verify(&self.0, &signature, Cursor::new(bytes), true, false, false)
            .and_then(|()| signature.trusted_comment())
            .map_err(|_| format!("does not fit, or is not of key {}", self.id()))
    }

    /// Whether a plain Ed25519 signature of bytes is this key's.
    pub fn verifies_plainly(&self, bytes: &[u8], signature: &[u8]) -> bool {
        let key = self.0.to_bytes();
        key.get(PUBLIC).is_some_and(|public| {
            UnparsedPublicKey::new(&ED25519, public)
                .verify(bytes, signature)
                .is_ok()
        })
    }
}

/// A key's id: minisign takes its bytes for a number of which the last byte comes first.
fn id(number: &[u8]) -> String {
    number
        .iter()
        .rev()
        .map(|byte| format!("{byte:02X}"))
        .collect()
}

#[cfg(test)]
mod tests;
