use minisign::KeyPair;

use super::*;

/// The first key of RFC 8032 behind the password `correct`, with so little work that a test does not wait for it.
const SEALED: &str = "untrusted comment: minisign encrypted secret key\n\
    RWRTY0IyBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcAgAAAAAAAAAAAAQAAAAAA0bP84DpBMLBrnmfzBesQXikGhkryDa19x+hf7K\
    9bdDlgCHGMrR91UCRivaZV9O+1s2DOBsN2+BvrdW8Rrmpmro4uC/lDxGBPdgM8D5SYt3fqmKKXy7bvvmcRqIarbz5a+l57hPJqRbM=\n";
const SEALED_PUBLIC: &str = "RWQBAgMEBQYHCNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";

/// A secret key without a password and its public key, as files.
fn pair() -> (String, String) {
    let pair = KeyPair::generate_unencrypted_keypair().unwrap();
    let secret = pair.sk.to_box(None).unwrap().into_string();
    (secret, pair.pk.to_box().unwrap().into_string())
}

#[test]
fn a_signature_is_that_of_one_key_over_the_same_bytes() {
    let (secret, public) = pair();
    let signing = SigningKey::parse(&secret, None).unwrap();
    let verifying = VerifyingKey::parse(&public).unwrap();
    assert_eq!(signing.id(), verifying.id());
    assert!(public.contains(&verifying.id()), "{public}");

    let signature = signing.sign(b"manifest", "evidence").unwrap();
    let verified = verifying.verify(b"manifest", signature.as_bytes());
    assert_eq!(verified.unwrap(), "evidence");
    let error = verifying.verify(b"manifes!", signature.as_bytes());
    assert!(error.unwrap_err().contains("does not fit"));
    let forged = signature.replace("trusted comment: evidence", "trusted comment: better");
    assert!(verifying.verify(b"manifest", forged.as_bytes()).is_err());

    let other = VerifyingKey::parse(&pair().1).unwrap();
    let error = other.verify(b"manifest", signature.as_bytes()).unwrap_err();
    assert_eq!(
        error,
        format!("is of key {}, not of key {}", signing.id(), other.id())
    );
    for nonsense in [&b""[..], b"x", b"\xff", b"untrusted comment: x\n!\ny\nz"] {
        let error = verifying.verify(b"manifest", nonsense).unwrap_err();
        assert!(error.contains("no signature"), "{nonsense:?}: {error}");
    }
}

#[test]
fn the_plain_signature_is_of_the_same_key() {
    let (secret, public) = pair();
    let signing = SigningKey::parse(&secret, None).unwrap();
    let verifying = VerifyingKey::parse(&public).unwrap();
    let signature = signing.sign_plainly(b"payload").unwrap();
    assert_eq!(signature.len(), 64);
    // Ed25519 leaves nothing to chance.
    assert_eq!(signature, signing.sign_plainly(b"payload").unwrap());
    assert!(verifying.verifies_plainly(b"payload", &signature));
    assert!(!verifying.verifies_plainly(b"payloae", &signature));
    assert!(
        !VerifyingKey::parse(&pair().1)
            .unwrap()
            .verifies_plainly(b"payload", &signature)
    );
}

#[test]
fn a_password_is_asked_of_nobody() {
    let parse = |password: Option<&str>| SigningKey::parse(SEALED, password.map(str::to_owned));
    assert_eq!(parse(None).err(), Some(KeyError::Password));
    assert_eq!(parse(Some("wrong")).err(), Some(KeyError::WrongPassword));
    let public = VerifyingKey::parse(SEALED_PUBLIC).unwrap();
    let signature = parse(Some("correct")).unwrap().sign_plainly(b"x").unwrap();
    assert!(public.verifies_plainly(b"x", &signature));
}

#[test]
fn what_is_no_key_is_told_as_that() {
    let (secret, public) = pair();
    for nonsense in ["", "x", "a\nb", "untrusted comment: x\nRWQ=", &public] {
        let error = SigningKey::parse(nonsense, None).err();
        assert_eq!(error, Some(KeyError::NotASecretKey), "{nonsense}");
    }
    for nonsense in ["", "x", "a\nb", &secret] {
        let error = VerifyingKey::parse(nonsense).err();
        assert_eq!(error, Some(KeyError::NotAPublicKey), "{nonsense}");
    }
}
