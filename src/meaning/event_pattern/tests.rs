use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn pattern(document: &Value) -> EventPattern {
    EventPattern::parse(document).unwrap_or_else(|error| panic!("{document}: {error}"))
}

fn matches(document: &Value, event: &Value) -> bool {
    pattern(document).matches(event)
}

/// The event of the user guide, with more fields.
fn event() -> Value {
    json!({
        "version": "0",
        "detail-type": "EC2 Instance State-change Notification",
        "source": "aws.ec2",
        "account": "111122223333",
        "time": "2017-12-22T18:43:48Z",
        "region": "us-west-1",
        "resources": [
            "arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0",
            "arn:aws:ec2:us-west-1:123456789012:volume/vol-1",
        ],
        "detail": {
            "instance-id": "i-1234567890abcdef0",
            "state": "terminated",
            "c-count": 5,
            "d-count": 3.25,
            "x-limit": 301.8,
            "source-ip": "10.0.0.33",
            "v6": "2001:db8::1",
            "path": "dir/sub/File.PNG",
            "empty": "",
            "nothing": null,
            "yes": true,
            "none": [],
            "bare": {},
            "star": "a*b\\c",
            "far": 123_456_789_012_i64,
            "people": [
                {"first": "John", "last": "Doe", "ids": [1, 2]},
                [{"first": "Anna", "last": "Smith"}],
                "a stranger",
            ],
        },
    })
}

/// A field of the event's detail, and whether a list of tests matches it.
#[test]
fn one_field() {
    for (field, tests, expected) in [
        // Equal.
        ("state", json!(["terminated"]), true),
        ("state", json!(["running", "terminated"]), true),
        ("state", json!(["Terminated"]), false),
        ("state", json!(["terminate"]), false),
        ("c-count", json!([5]), true),
        ("c-count", json!([5.0]), false),
        ("c-count", json!(["5"]), false),
        ("yes", json!([true]), true),
        ("yes", json!(["true"]), false),
        ("yes", json!([false]), false),
        // Null and empty.
        ("nothing", json!([null]), true),
        ("nothing", json!([""]), false),
        ("empty", json!([""]), true),
        ("empty", json!([null]), false),
        ("absent", json!([null]), false),
        ("absent", json!([""]), false),
        // Addresses.
        ("v6", json!(["2001:0db8:0:0:0:0:0:1"]), true),
        ("v6", json!(["2001:db8::2"]), false),
        ("source-ip", json!([{"cidr": "10.0.0.0/24"}]), true),
        ("source-ip", json!([{"cidr": "10.0.1.0/24"}]), false),
        ("source-ip", json!([{"cidr": "10.0.0.32/31"}]), true),
        ("source-ip", json!([{"cidr": "10.0.0.32/32"}]), false),
        ("source-ip", json!([{"cidr": "0.0.0.0/0"}]), true),
        ("source-ip", json!([{"cidr": "::/0"}]), false),
        ("v6", json!([{"cidr": "2001:db8::/32"}]), true),
        ("v6", json!([{"cidr": "2001:db9::/32"}]), false),
        ("v6", json!([{"cidr": "::/0"}]), true),
        ("state", json!([{"cidr": "0.0.0.0/0"}]), false),
        // The ends of a text.
        ("state", json!([{"prefix": "term"}]), true),
        ("state", json!([{"prefix": "Term"}]), false),
        ("state", json!([{"prefix": "terminated!"}]), false),
        ("state", json!([{"prefix": ""}]), true),
        ("c-count", json!([{"prefix": ""}]), false),
        (
            "state",
            json!([{"prefix": {"equals-ignore-case": "TERM"}}]),
            true,
        ),
        (
            "state",
            json!([{"prefix": {"equals-ignore-case": "ERM"}}]),
            false,
        ),
        ("path", json!([{"suffix": ".PNG"}]), true),
        ("path", json!([{"suffix": ".png"}]), false),
        (
            "path",
            json!([{"suffix": {"equals-ignore-case": ".png"}}]),
            true,
        ),
        (
            "path",
            json!([{"suffix": {"equals-ignore-case": ".pn"}}]),
            false,
        ),
        (
            "path",
            json!([{"equals-ignore-case": "DIR/sub/file.png"}]),
            true,
        ),
        (
            "path",
            json!([{"equals-ignore-case": "sub/file.png"}]),
            false,
        ),
        // Wildcards.
        ("path", json!([{"wildcard": "dir/*.PNG"}]), true),
        ("path", json!([{"wildcard": "dir/*/F*"}]), true),
        ("path", json!([{"wildcard": "*"}]), true),
        ("path", json!([{"wildcard": "*sub*"}]), true),
        ("path", json!([{"wildcard": "dir/sub/File.PNG"}]), true),
        ("path", json!([{"wildcard": "*/sub"}]), false),
        ("path", json!([{"wildcard": "sub*"}]), false),
        ("path", json!([{"wildcard": "dir/*sub/*sub*"}]), false),
        ("c-count", json!([{"wildcard": "*"}]), false),
        ("star", json!([{"wildcard": "a\\*b\\\\c"}]), true),
        ("path", json!([{"wildcard": "dir/\\*"}]), false),
        ("empty", json!([{"wildcard": "*"}]), true),
        // Numbers.
        ("c-count", json!([{"numeric": ["=", 5]}]), true),
        ("c-count", json!([{"numeric": ["=", 5.0]}]), true),
        ("c-count", json!([{"numeric": ["=", 5.000_000_1]}]), true),
        ("c-count", json!([{"numeric": ["=", 5.00001]}]), false),
        ("c-count", json!([{"numeric": [">", 0, "<=", 5]}]), true),
        ("c-count", json!([{"numeric": [">", 0, "<", 5]}]), false),
        ("c-count", json!([{"numeric": [">", 5]}]), false),
        ("c-count", json!([{"numeric": [">=", 5]}]), true),
        ("d-count", json!([{"numeric": ["<", 10]}]), true),
        ("d-count", json!([{"numeric": ["<=", 3]}]), false),
        ("x-limit", json!([{"numeric": ["=", 3.018e2]}]), true),
        ("state", json!([{"numeric": ["<", 10]}]), false),
        ("far", json!([{"numeric": [">", 0]}]), false),
        ("far", json!([123_456_789_012_i64]), true),
        // There or not.
        ("state", json!([{"exists": true}]), true),
        ("state", json!([{"exists": false}]), false),
        ("absent", json!([{"exists": false}]), true),
        ("absent", json!([{"exists": true}]), false),
        ("nothing", json!([{"exists": true}]), true),
        ("none", json!([{"exists": false}]), true),
        ("bare", json!([{"exists": false}]), true),
        ("people", json!([{"exists": true}]), true),
        ("absent", json!(["x", {"exists": false}]), true),
        // All but.
        ("state", json!([{"anything-but": "running"}]), true),
        ("state", json!([{"anything-but": "terminated"}]), false),
        (
            "state",
            json!([{"anything-but": ["running", "terminated"]}]),
            false,
        ),
        ("c-count", json!([{"anything-but": [1, 2]}]), true),
        ("c-count", json!([{"anything-but": 5}]), false),
        ("c-count", json!([{"anything-but": 5.0}]), false),
        ("c-count", json!([{"anything-but": "5"}]), true),
        ("state", json!([{"anything-but": 5}]), true),
        ("nothing", json!([{"anything-but": "x"}]), true),
        ("yes", json!([{"anything-but": "true"}]), true),
        ("absent", json!([{"anything-but": "x"}]), false),
        ("none", json!([{"anything-but": "x"}]), false),
        (
            "state",
            json!([{"anything-but": {"prefix": "term"}}]),
            false,
        ),
        (
            "state",
            json!([{"anything-but": {"prefix": ["init", "run"]}}]),
            true,
        ),
        (
            "state",
            json!([{"anything-but": {"suffix": "nated"}}]),
            false,
        ),
        (
            "state",
            json!([{"anything-but": {"suffix": ["x", "y"]}}]),
            true,
        ),
        (
            "state",
            json!([{"anything-but": {"equals-ignore-case": "TERMINATED"}}]),
            false,
        ),
        (
            "state",
            json!([{"anything-but": {"equals-ignore-case": ["A", "B"]}}]),
            true,
        ),
        (
            "path",
            json!([{"anything-but": {"wildcard": "*/sub/*"}}]),
            false,
        ),
        (
            "path",
            json!([{"anything-but": {"wildcard": ["*/lib/*", "*.gif"]}}]),
            true,
        ),
    ] {
        let document = json!({"detail": {field: tests}});
        assert_eq!(matches(&document, &event()), expected, "{document}");
    }
}

#[test]
fn fields_together() {
    for (document, expected) in [
        (
            json!({"source": ["aws.ec2"], "detail": {"state": ["terminated"]}}),
            true,
        ),
        (
            json!({"source": ["aws.ec2"], "detail": {"state": ["running"]}}),
            false,
        ),
        (
            json!({"source": ["aws.s3"], "detail": {"state": ["terminated"]}}),
            false,
        ),
        // One element of an array will do.
        (json!({"resources": [{"suffix": ":volume/vol-1"}]}), true),
        (json!({"resources": [{"suffix": ":volume/vol-2"}]}), false),
        // Of objects in an array, one must have it all.
        (json!({"detail": {"people": {"first": ["Anna"]}}}), true),
        (
            json!({"detail": {"people": {"first": ["Anna"], "last": ["Smith"]}}}),
            true,
        ),
        (
            json!({"detail": {"people": {"first": ["Anna"], "last": ["Doe"]}}}),
            false,
        ),
        (
            json!({"detail": {"people": {"first": ["John"], "ids": [2]}}}),
            true,
        ),
        (json!({"detail": {"people": ["a stranger"]}}), true),
        // Below what is not there, nothing is there.
        (
            json!({"detail": {"absent": {"too": [{"exists": false}]}}}),
            true,
        ),
        (
            json!({"detail": {"state": {"too": [{"exists": false}]}}}),
            true,
        ),
        (
            json!({"detail": {"none": {"too": [{"exists": false}]}}}),
            true,
        ),
        (
            json!({"detail": {"absent": {"too": [{"anything-but": "x"}]}}}),
            false,
        ),
        // What is no object has no fields, and an object is no value.
        (json!({"source": {"x": ["aws.ec2"]}}), false),
        (json!({"detail": ["x", {"anything-but": "x"}]}), false),
        // Alternatives.
        (
            json!({"$or": [{"source": ["aws.s3"]}, {"region": ["us-west-1"]}]}),
            true,
        ),
        (
            json!({"$or": [{"source": ["aws.s3"]}, {"region": ["us-west-2"]}]}),
            false,
        ),
        (
            json!({"source": ["aws.s3"], "$or": [{"region": ["us-west-1"]}, {"region": ["x"]}]}),
            false,
        ),
        (
            json!({"detail": {"$or": [{"c-count": [{"numeric": [">", 9]}]}, {"state": ["terminated"]}]}}),
            true,
        ),
        (
            json!({"$or": [{"source": ["x"]}, {"source": ["aws.ec2"], "$or": [{"account": ["1"]}, {"region": ["us-west-1"]}]}]}),
            true,
        ),
        (
            json!({"$or": [{"source": ["x"]}, {"source": ["aws.ec2"], "region": ["x"]}]}),
            false,
        ),
    ] {
        assert_eq!(matches(&document, &event()), expected, "{document}");
    }
}

#[test]
fn what_is_not_understood_is_named_with_its_place() {
    for (document, path, part) in [
        (json!([]), "", "a pattern is an object"),
        (json!("{"), "", "not JSON"),
        (json!("[1]"), "", "a pattern is an object"),
        (json!({}), "", "an empty object"),
        (
            json!({"source": "aws.s3"}),
            "source",
            "neither an object nor a list",
        ),
        (json!({"source": []}), "source", "an empty list"),
        (
            json!({"source": [["aws.s3"]]}),
            "source",
            "a list within a list",
        ),
        (json!({"detail": {}}), "detail", "an empty object"),
        (
            json!({"detail": {"eventName": [{"regex": "^Stop"}]}}),
            "detail.eventName",
            "`regex`",
        ),
        (json!({"a": [{}]}), "a", "stands alone"),
        (
            json!({"a": [{"prefix": "x", "suffix": "y"}]}),
            "a",
            "stands alone",
        ),
        (json!({"a": [{"prefix": 1}]}), "a", "`prefix`"),
        (
            json!({"a": [{"prefix": {"wildcard": "x"}}]}),
            "a",
            "`prefix: wildcard`",
        ),
        (
            json!({"a": [{"suffix": {"equals-ignore-case": 1}}]}),
            "a",
            "`suffix: equals-ignore-case`",
        ),
        (json!({"a": [{"exists": "true"}]}), "a", "`exists`"),
        (json!({"a": [{"wildcard": "a**"}]}), "a", "two `*` in a row"),
        (json!({"a": [{"wildcard": "a\\b"}]}), "a", "before neither"),
        (json!({"a": [{"wildcard": "a\\"}]}), "a", "before neither"),
        (json!({"a": [{"cidr": "10.0.0.0"}]}), "a", "not a network"),
        (
            json!({"a": [{"cidr": "10.0.0.0/33"}]}),
            "a",
            "not a network",
        ),
        (json!({"a": [{"numeric": 5}]}), "a", "`numeric`"),
        (json!({"a": [{"numeric": []}]}), "a", "one bound"),
        (json!({"a": [{"numeric": [">"]}]}), "a", "pairs"),
        (json!({"a": [{"numeric": ["!=", 1]}]}), "a", "`!=`"),
        (json!({"a": [{"numeric": ["=", "1"]}]}), "a", "not a number"),
        (
            json!({"a": [{"numeric": ["=", 5_000_000_001_i64]}]}),
            "a",
            "not a number",
        ),
        (
            json!({"a": [{"numeric": ["<", 5, ">", 1]}]}),
            "a",
            "one bound",
        ),
        (
            json!({"a": [{"numeric": [">", 1, "<", 5, "<", 4]}]}),
            "a",
            "one bound",
        ),
        (
            json!({"a": [{"anything-but": []}]}),
            "a",
            "texts or numbers",
        ),
        (
            json!({"a": [{"anything-but": ["x", 1]}]}),
            "a",
            "texts or numbers",
        ),
        (
            json!({"a": [{"anything-but": null}]}),
            "a",
            "`anything-but`",
        ),
        (
            json!({"a": [{"anything-but": [true]}]}),
            "a",
            "`anything-but`",
        ),
        (
            json!({"a": [{"anything-but": {"prefix": ""}}]}),
            "a",
            "an empty prefix",
        ),
        (
            json!({"a": [{"anything-but": {"prefix": 1}}]}),
            "a",
            "`anything-but: prefix`",
        ),
        (
            json!({"a": [{"anything-but": {"regex": "x"}}]}),
            "a",
            "`regex`",
        ),
        (
            json!({"a": [{"anything-but": {"numeric": ["=", 1]}}]}),
            "a",
            "`numeric`",
        ),
        (json!({"$or": {"a": ["x"]}}), "$or", "two or more"),
        (json!({"$or": [{"a": ["x"]}]}), "$or", "two or more"),
        (json!({"$or": [{"a": ["x"]}, "y"]}), "$or", "two or more"),
        (
            json!({"$or": [{"a": ["x"]}, {"b": ["y"]}, 1]}),
            "$or",
            "two or more",
        ),
        (
            json!({"d": {"$or": [{"a": ["x"]}, {"b": "y"}]}}),
            "d.b",
            "neither",
        ),
    ] {
        let error = EventPattern::parse(&document).unwrap_err();
        assert_eq!(error.path, path, "{document}: {error}");
        assert!(error.message.contains(part), "{document}: {error}");
    }
    let error = EventPattern::parse(&json!({"a": {"b": "c"}})).unwrap_err();
    assert_eq!(error.to_string(), "at a.b: neither an object nor a list");
    let error = EventPattern::parse(&json!(1)).unwrap_err();
    assert_eq!(error.to_string(), "a pattern is an object");
}

#[test]
fn a_text_is_read_like_the_document_that_it_holds() {
    let document = json!({"source": ["aws.ec2"], "detail": {"c-count": [{"numeric": ["<", 9]}]}});
    assert_eq!(
        EventPattern::parse(&Value::from(document.to_string())),
        EventPattern::parse(&document)
    );
}

#[test]
fn size_and_depth_have_bounds() {
    let nested = |levels: usize| (0..levels).fold(json!(["x"]), |inner, _| json!({"a": inner}));
    // The list and its text are two levels themselves.
    assert!(EventPattern::parse(&nested(DEEPEST - 2)).is_ok());
    let error = EventPattern::parse(&nested(DEEPEST - 1)).unwrap_err();
    assert!(error.message.contains("nested deeper"), "{error}");
    let long = |length: usize| json!({"a": ["x".repeat(length)]});
    assert!(EventPattern::parse(&long(LONGEST - 10)).is_ok());
    for document in [long(LONGEST - 9), Value::from(" ".repeat(LONGEST + 1))] {
        let error = EventPattern::parse(&document).unwrap_err();
        assert!(error.message.contains("longer than"), "{error}");
    }
    let text = Value::from("[".repeat(LONGEST));
    assert!(EventPattern::parse(&text).is_err());
}

#[test]
fn every_field_is_listed_with_its_path() {
    let parsed = pattern(&json!({
        "source": ["aws.s3"],
        "detail": {"$or": [{"a": {"b": [1]}}, {"c": [{"exists": false}]}]},
    }));
    let fields: Vec<String> = parsed
        .fields()
        .into_iter()
        .map(|(path, matchers)| format!("{}={}", path.join("."), matchers[0].source))
        .collect();
    assert_eq!(
        fields,
        [
            "detail.a.b=1",
            "detail.c={\"exists\":false}",
            "source=\"aws.s3\""
        ]
    );
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        "[a-b]{0,3}".prop_map(Value::from),
        (0_i64..4).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ]
}

fn some_event() -> impl Strategy<Value = Value> {
    let value = leaf().prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-c]", inner, 0..3)
                .prop_map(|object| Value::Object(object.into_iter().collect())),
        ]
    });
    prop::collection::btree_map("[a-c]", value, 0..4)
        .prop_map(|object| Value::Object(object.into_iter().collect()))
}

/// A test that looks at one value, in the form of a pattern.
fn value_test() -> impl Strategy<Value = Value> {
    prop_oneof![
        leaf(),
        "[a-b]{1,2}".prop_map(|text| json!({"prefix": text})),
        "[a-b]{1,2}".prop_map(|text| json!({"suffix": text})),
        "[a-bA-B]{1,2}".prop_map(|text| json!({"equals-ignore-case": text})),
        "[a-b]{0,2}\\*[a-b]{0,2}".prop_map(|text| json!({"wildcard": text})),
        (0_i64..4).prop_map(|number| json!({"numeric": [">=", number]})),
        "[a-b]{1,2}".prop_map(|text| json!({"anything-but": text})),
        (0_i64..4).prop_map(|number| json!({"anything-but": [number]})),
    ]
}

fn some_pattern() -> impl Strategy<Value = Value> {
    let test = prop_oneof![
        4 => value_test(),
        1 => any::<bool>().prop_map(|exists| json!({"exists": exists})),
    ];
    let list = prop::collection::vec(test, 1..3).prop_map(Value::from);
    let object = |field: BoxedStrategy<Value>| {
        prop::collection::btree_map("[a-c]", field, 1..3)
            .prop_map(|object| Value::Object(object.into_iter().collect()))
    };
    object(list.boxed()).prop_recursive(3, 8, 3, move |inner| {
        prop_oneof![
            object(inner.clone().boxed()),
            prop::collection::vec(inner, 2..4)
                .prop_map(|alternatives| json!({"$or": alternatives})),
        ]
    })
}

proptest! {
    #[test]
    fn parsing_never_panics(text in ".{0,80}") {
        let _ = EventPattern::parse(&Value::from(text));
    }

    #[test]
    fn parsing_what_looks_like_a_pattern_never_panics(
        text in "\\{(\"(source|detail|\\$or|prefix|numeric|anything-but|wildcard)\"|[\\[\\]{}:,0-9*\\\\]|\"[a*]\"){0,30}\\}"
    ) {
        let _ = EventPattern::parse(&Value::from(text));
    }

    #[test]
    fn alternatives_are_or(one in some_pattern(), other in some_pattern(), event in some_event()) {
        let either = json!({"$or": [one, other]});
        prop_assert_eq!(
            matches(&either, &event),
            matches(&one, &event) || matches(&other, &event)
        );
    }

    #[test]
    fn fields_are_and(one in some_pattern(), other in some_pattern(), event in some_event()) {
        let event = json!({"x": event, "y": event});
        let both = json!({"x": one, "y": other});
        prop_assert_eq!(
            matches(&both, &event),
            matches(&json!({"x": one}), &event) && matches(&json!({"y": other}), &event)
        );
    }

    #[test]
    fn more_tests_match_no_less(tests in prop::collection::vec(value_test(), 1..4), event in some_event()) {
        let all = matches(&json!({"a": tests}), &event);
        let any = tests.iter().any(|test| matches(&json!({"a": [test]}), &event));
        prop_assert_eq!(all, any);
    }

    #[test]
    fn anything_but_is_the_opposite_for_one_text(
        text in "[abAB]{0,4}",
        test in prop_oneof![
            "[ab]{1,2}".prop_map(Value::from),
            "[ab]{1,2}".prop_map(|text| json!({"prefix": text})),
            "[ab]{1,2}".prop_map(|text| json!({"suffix": text})),
            "[abAB]{1,2}".prop_map(|text| json!({"equals-ignore-case": text})),
            "[ab]{0,2}\\*[ab]{0,2}".prop_map(|text| json!({"wildcard": text})),
        ],
    ) {
        let event = json!({"a": text});
        prop_assert_eq!(
            matches(&json!({"a": [{"anything-but": test}]}), &event),
            !matches(&json!({"a": [test]}), &event)
        );
    }

    #[test]
    fn a_wildcard_is_a_regular_expression(form in "\\*?[ab](\\*?[ab]){0,3}\\*?", text in "[ab]{0,7}") {
        let regular = regex::Regex::new(&format!("^{}$", form.replace('*', ".*"))).unwrap();
        prop_assert_eq!(
            matches(&json!({"a": [{"wildcard": form}]}), &json!({"a": text})),
            regular.is_match(&text)
        );
    }

    #[test]
    fn an_array_is_its_elements(test in value_test(), elements in prop::collection::vec(leaf(), 0..4)) {
        let document = json!({"a": [test]});
        let any = elements.iter().any(|element| matches(&document, &json!({"a": element})));
        prop_assert_eq!(matches(&document, &json!({"a": elements})), any);
        prop_assert_eq!(matches(&document, &json!({"a": [[elements]]})), any);
    }
}
