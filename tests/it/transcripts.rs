//! The transcripts in the README and the documentation are what the program prints.

#[test]
fn documentation_shows_what_is_printed() {
    trycmd::TestCases::new()
        .default_bin_name("assize")
        .register_bin("assize", std::path::Path::new(env!("CARGO_BIN_EXE_assize")))
        .env("NO_COLOR", "1")
        .case("README.md")
        .case("docs/*.md")
        // Their steps build on one another.
        .skip("docs/tutorial.md")
        .skip("docs/evidence.md")
        .skip("docs/diff-and-trend.md");
}
