"""An AWS for the tests: moto, and before it a gateway that adds what moto lacks and breaks what a test wants broken.

One request's way through it: `call` says which operation it is, `rules` whether a test wants it refused, broken or
answered otherwise, `services` what moto has not or has differently, and `gateway` puts these together. What comes in CBOR is
JSON in between (`rpc`). `control` is what tests talk to under `/_gateway/`, and `setups` are the accounts that tests
start from.
"""
