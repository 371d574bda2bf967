# The tasks of this repository. `just` lists them; `just check` is what CI runs.

set shell := ["bash", "-euo", "pipefail", "-c"]
set positional-arguments

_default:
    @{{ just_executable() }} --list --unsorted

# Everything that a change must pass: format, lint, test, the README's commands
check:
    .ci/run

# Format the Rust code
fmt:
    cargo fmt

# Lint, with warnings as errors
lint:
    cargo clippy --locked --all-targets -- -D warnings

# Run the tests; a name narrows them: `just test matrix`
test *ARGS:
    cargo test --locked "$@"

# Run the policies' own tests; `--run REGEX` narrows them
test-policies *ARGS:
    cargo run --locked --quiet -- policy test --builtin "$@"

# Rewrite the generated fixtures from their builders
fixtures:
    UPDATE_FIXTURES=1 cargo test --locked --test it -- fixtures config_delivery

# Make the table of what is known of the built-in controls anew, after a change of a policy
facts:
    UPDATE_FACTS=1 cargo test --locked --test it -- the_table_of_facts_is_current

# Rewrite the pages of the built-in controls in docs/controls
docs:
    UPDATE_DOCS=1 cargo test --locked --test it -- documentation

# Time, size and memory of each format with 100,000 findings
bench-reports:
    cargo test --locked --release --lib -- --ignored --nocapture --exact report::measured::formats

# Time to judge an account with 17 regions, beside the same controls as an organization's own policies
bench-check *RUNS:
    cargo build --locked --release
    python3 tests/measured/check.py "$@"

# Licences, advisories, duplicates and sources of the dependencies (needs cargo-deny)
deny:
    cargo deny check

# Fuzz a target of `fuzz/` for a minute (needs cargo-fuzz and a nightly compiler): `just fuzz filter_pattern`
fuzz TARGET:
    cargo +nightly fuzz run {{ TARGET }} -- -max_total_time=60
