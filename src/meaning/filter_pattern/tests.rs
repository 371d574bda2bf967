use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn matches(pattern: &str, event: &Value) -> bool {
    FilterPattern::parse(pattern)
        .unwrap_or_else(|error| panic!("{pattern}: {error}"))
        .matches(&LogEvent::from_value(event.clone()))
        .unwrap()
}

/// The two events of the documentation, in one.
fn documented() -> Value {
    json!({
        "eventType": "UpdateTrail",
        "sourceIPAddress": "111.111.111.111",
        "arrayKey": ["value", "another value"],
        "objectList": [{"name": "a", "id": 1}, {"name": "b", "id": 2}],
        "SomeObject": null,
        "ThisFlag": true,
        "cluster.name": "c",
        "user": {"id": 1, "email": "John.Stiles@example.com"},
        "users": [
            {"id": 2, "email": "John.Doe@example.com"},
            {"id": 3, "email": "Jane.Doe@example.com"},
        ],
        "actions": ["GET", "PUT", "DELETE"],
        "coordinates": [[0, 1, 2], [4, 5, 6], [7, 8, 9]],
        "latency": 499.5,
        "errorCode": 400,
        "big": 9_007_199_254_740_993_u64,
        "account": "111122223333",
        "other": false,
    })
}

#[test]
fn the_documented_examples() {
    let event = documented();
    for (pattern, expected) in [
        ("{ $.eventType = \"UpdateTrail\" }", true),
        ("{ $.sourceIPAddress != 123.123.* }", true),
        ("{ $.sourceIPAddress != 111.111.* }", false),
        ("{ $.arrayKey[0] = \"value\" }", true),
        ("{ $.arrayKey[1] = \"value\" }", false),
        ("{ $.arrayKey[2] = \"value\" }", false),
        ("{ $.objectList[1].id = 2 }", true),
        ("{ $.eventType[1].id = 2 }", false),
        ("{ $.SomeObject IS NULL }", true),
        ("{ $.eventType IS NULL }", false),
        ("{ $.SomeOtherObject IS NULL }", false),
        ("{ $.SomeOtherObject NOT EXISTS }", true),
        ("{ $.SomeObject NOT EXISTS }", false),
        ("{ $.user.phone NOT EXISTS }", true),
        ("{ $.ThisFlag IS TRUE }", true),
        ("{ $.ThisFlag is false }", false),
        ("{ $.other IS FALSE }", true),
        ("{ $.eventType = %Trail% }", true),
        ("{ $.eventType = %^Trail% }", false),
        ("{ $.arrayKey[*] = %val.{2}% }", true),
        ("{ $.* = %111\\.111\\.111\\.1[0-9]{1,2}% }", true),
        ("{ $.['cluster.name'] = \"c\" }", true),
        ("{ $.[\"cluster.name\"] = c }", true),
        (
            "{ ($.user.id = 1) && ($.users[0].email = \"John.Doe@example.com\") }",
            true,
        ),
        (
            "{ ($.user.id = 2 && $.users[0].email = \"nonmatch\") || $.actions[2] = \"GET\" }",
            false,
        ),
        // AND binds tighter than OR.
        (
            "{ $.user.email = \"John.Stiles@example.com\" || $.coordinates[0][1] = \"nonmatch\" && $.actions[2] = \"nonmatch\" }",
            true,
        ),
        (
            "{ ($.user.email = \"John.Stiles@example.com\" || $.coordinates[0][1] = \"nonmatch\") && $.actions[2] = \"nonmatch\" }",
            false,
        ),
        // What is no value node compares with nothing.
        ("{ $.users = 1 }", false),
        ("{ $.users != 1 }", false),
        ("{ $.user != 1 }", false),
        ("{ $.SomeObject != 1 }", false),
        // Nor does what is not there.
        ("{ $.missing = 1 }", false),
        ("{ $.missing != 1 }", false),
        ("{ $.missing != \"*\" || $.errorCode = 400 }", true),
        // Numbers.
        ("{ $.latency >= 499.5 }", true),
        ("{ $.latency > 499.5 }", false),
        ("{ $.latency < 10e3 }", true),
        ("{ $.latency < 10e-3 }", false),
        ("{ $.latency <= +500 }", true),
        ("{ $.errorCode = 400 }", true),
        ("{ $.errorCode = 4e2 }", true),
        ("{ $.errorCode = 400.0 }", true),
        ("{ $.errorCode != 500 }", true),
        ("{ $.errorCode != 400 }", false),
        ("{ $.errorCode = 4* }", true),
        ("{ $.errorCode = \"400\" }", true),
        ("{ $.latency = * }", true),
        ("{ $.users = * }", false),
        // More digits than a floating-point number keeps.
        ("{ $.big = 9007199254740993 }", true),
        ("{ $.big = 9007199254740992 }", false),
        ("{ $.account = 111122223333 }", true),
        ("{ $.account != 111122223333 }", false),
        ("{ $.account > 1 }", false),
        // Wildcards at the ends only, and case counts.
        ("{ $.eventType = *Trail }", true),
        ("{ $.eventType = \"Update*\" }", true),
        ("{ $.eventType = *date* }", true),
        ("{ $.eventType = *Update }", false),
        ("{ $.eventType = Trail* }", false),
        ("{ $.eventType = *trail* }", false),
        ("{ $.eventType = Up*Trail }", false),
        ("{ $.eventType = updatetrail }", false),
        ("{ $.eventType = Update }", false),
        ("{ $.users[*].id = 3 }", true),
        ("{ $.users[*].id = 4 }", false),
    ] {
        assert_eq!(matches(pattern, &event), expected, "{pattern}");
    }
}

#[test]
fn an_event_that_is_no_json_matches_no_json_pattern() {
    let event = LogEvent::from_text("eventName StopLogging");
    let matches = |pattern: &str| FilterPattern::parse(pattern).unwrap().matches(&event);
    assert_eq!(matches("{ $.eventName NOT EXISTS }"), Some(false));
    assert_eq!(matches("StopLogging"), Some(true));
    assert_eq!(matches("[name, value]"), None);
    assert!(LogEvent::from_text("{\"a\": 1}").value().is_some());
    // Quotes around nothing match even what has no space in it.
    let everything = FilterPattern::parse("\" \"").unwrap();
    assert_eq!(everything.matches(&LogEvent::from_text("x")), Some(true));
}

#[test]
fn terms() {
    let events = [
        "[ERROR 400] BAD REQUEST",
        "[ERROR 401] UNAUTHORIZED REQUEST",
        "[ERROR 419] MISSING ARGUMENTS",
        "[INFO] REQUEST FAILED",
    ];
    for (pattern, expected) in [
        ("ERROR", [true, true, true, false]),
        ("ERROR ARGUMENTS", [false, false, true, false]),
        ("?ERROR ?FAILED", [true, true, true, true]),
        ("?MISSING ?FAILED", [false, false, true, true]),
        // Beside other terms the optional ones are ignored.
        ("?MISSING ?ARGUMENTS REQUEST", [true, true, false, true]),
        ("\"BAD REQUEST\"", [true, false, false, false]),
        ("ERROR -ARGUMENTS", [true, true, false, false]),
        ("-ERROR", [false, false, false, true]),
        ("%AUTHORIZED%", [false, true, false, false]),
        ("-%4[01]{2}%", [false, false, true, true]),
        ("error", [false; 4]),
        ("", [true; 4]),
        ("\"\"", [true; 4]),
        ("\" \"", [true; 4]),
    ] {
        let parsed = FilterPattern::parse(pattern).unwrap();
        for (event, expected) in events.iter().zip(expected) {
            assert_eq!(
                parsed.matches(&LogEvent::from_text(*event)),
                Some(expected),
                "{pattern} on {event}"
            );
        }
    }
}

#[test]
fn errors_name_their_place() {
    for (pattern, offset, message) in [
        ("{", 1, "expected a selector"),
        ("{ }", 2, "expected a selector"),
        ("{ $.a = 1", 9, "found the end"),
        ("{ $.a = 1 } x", 12, "follows the closing brace"),
        ("{ $.a }", 6, "expected an operator, found `}`"),
        ("{ $.a == 1 }", 7, "expected a value, found `=`"),
        ("{ $.a = }", 8, "expected a value"),
        ("{ $.a = 1 && }", 13, "expected a selector"),
        ("{ $.a = 1 & $.b = 1 }", 10, "expected `&&`"),
        ("{ ($.a = 1 }", 11, "the `)` for the one at offset 2"),
        ("{ $.a = 1) }", 9, "expected `&&`"),
        ("{ &.a = 1 }", 2, "expected a selector"),
        ("{ a = 1 }", 2, "expected a selector"),
        ("{ $ = 1 }", 3, "starts with `$.`"),
        ("{ $. = 1 }", 4, "a property's name"),
        ("{ $.a[x] = 1 }", 6, "an element's number"),
        ("{ $.a[1 = 1 }", 7, "expected `]`"),
        ("{ $.a['b = 1 }", 14, "is not closed"),
        ("{ $.a EXISTS }", 6, "`EXISTS` is not supported"),
        ("{ $.aNOT EXISTS }", 9, "`EXISTS` is not supported"),
        ("{ $.a NOT NULL }", 14, "after `NOT`"),
        ("{ $.a IS NOT NULL }", 9, "after `IS`"),
        ("{ $.a LIKE x }", 6, "found `LIKE`"),
        ("{ $.a = 'x' }", 8, "expected a value, found `'`"),
        ("{ $.a = x\" }", 9, "a quote within a value"),
        ("{ $.a = \"x }", 8, "the quote is not closed"),
        ("{ $.a = x y }", 10, "expected `&&`"),
        ("{ $.a > x }", 8, "only numbers have an order"),
        ("{ $.a > \"1\" }", 8, "only numbers have an order"),
        ("{ $.a = %x }", 8, "the `%` is not closed"),
        ("{ $.a = %x!% }", 10, "`!` may not stand"),
        ("{ $.a = %(x)% }", 9, "no groups"),
        ("{ $.a = %ü% }", 9, "may not stand"),
        (
            "{ $.a = %[x% }",
            9,
            "no regular expression: unclosed character class",
        ),
        ("{ $.a = %x\\q% }", 10, "`\\q` is not known"),
        ("{ $.a = %\\x1% }", 9, "two hexadecimal digits"),
        (
            "{ $.a = %x{1000}{1000}{1000}% }",
            9,
            "no regular expression",
        ),
        ("[a, b", 5, "ends with `]`"),
        ("a \"b", 2, "the quote is not closed"),
        ("a - b", 3, "expected a term"),
    ] {
        let error = FilterPattern::parse(pattern).unwrap_err();
        assert_eq!(error.offset, offset, "{pattern}: {error}");
        assert!(error.message.contains(message), "{pattern}: {error}");
    }
}

#[test]
fn length_and_depth_are_bounded() {
    let nested = |depth: usize| format!("{{ {}$.a = 1{} }}", "(".repeat(depth), ")".repeat(depth));
    assert!(FilterPattern::parse(&nested(64)).is_ok());
    let error = FilterPattern::parse(&nested(65)).unwrap_err();
    assert!(error.message.contains("64 deep"), "{error}");
    let long = |length: usize| "é".repeat(length);
    assert!(FilterPattern::parse(&long(LONGEST)).is_ok());
    assert!(FilterPattern::parse(&long(LONGEST + 1)).is_err());
}

#[test]
fn regular_expressions_are_read_as_documented() {
    for (source, text, expected) in [
        ("^[hc]at", "cat", true),
        ("^[hc]at", "a cat", false),
        ("[hc]at$", "hats", false),
        ("colou?r", "color", true),
        ("[abcx-z]", "m", false),
        ("^a{3,5}$", "aaaa", true),
        ("^a{3, 5}$", "aaaaaa", false),
        ("^a{,2}$", "aa", true),
        ("^a{,2}$", "aaa", false),
        ("^a{2,}$", "aaa", true),
        ("gra|ey", "grey", true),
        ("^starting|^shutting down", "shutting down now", true),
        ("\\[.\\]", "[7]", true),
        ("10\\.10\\.0\\.1", "10010,051", false),
        ("10.10.0.1", "10010,0,1", true),
        ("\\d\\D", "1a", true),
        ("^\\w\\W$", "_-", true),
        ("^\\s\\S$", " x", true),
        ("\\x3A", ":", true),
        ("\\x28", "(", true),
        ("^.at$", "#at", true),
        // Inside of a class these are only themselves.
        ("^[[]$", "[", true),
        ("^[+--]$", ",", true),
        ("^[^c]$", "c", false),
        // A digit is one of ten.
        ("^\\d$", "٣", false),
    ] {
        let regex =
            RegularExpression::new(source).unwrap_or_else(|error| panic!("{source}: {error:?}"));
        assert_eq!(regex.is_match(text), expected, "{source} on {text}");
    }
}

#[test]
fn printed_in_one_spelling() {
    for (pattern, printed) in [
        ("{$.a=b}", "{ $.a = \"b\" }"),
        ("{ ((($.a = 1e3))) }", "{ $.a = 1e3 }"),
        (
            "{$.a=1||$.b!=2&&$.c<3}",
            "{ $.a = 1 || $.b != 2 && $.c < 3 }",
        ),
        (
            "{ ($.a=1||$.b=2)&&$.c=3||($.d=4||$.e=5)||($.f=6&&($.g=7&&$.h=8)) }",
            "{ ($.a = 1 || $.b = 2) && $.c = 3 || ($.d = 4 || $.e = 5) || $.f = 6 && ($.g = 7 && $.h = 8) }",
        ),
        (
            "{ $['a b'].c[0].* not exists }",
            "{ $.['a b'].c[0][*] NOT EXISTS }",
        ),
        (
            "{ $.a is true && $.b >= -1.5 && $.c = %x% }",
            "{ $.a IS TRUE && $.b >= -1.5 && $.c = %x% }",
        ),
        (
            "{ $.a = \"x \\\" \\\\ \\y\" }",
            "{ $.a = \"x \\\" \\\\ \\\\y\" }",
        ),
        ("a ?b -\"c d\" %e%", "\"a\" ?\"b\" -\"c d\" %e%"),
        (" [a, b=1] ", "[a, b=1]"),
    ] {
        assert_eq!(
            FilterPattern::parse(pattern).unwrap().to_string(),
            printed,
            "{pattern}"
        );
    }
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-c]", "[A-Za-z0-9_-]{1,4}", "[ .\"a-z$=&|(){}]{0,5}"]
}

fn selector() -> impl Strategy<Value = Selector> {
    let step = prop_oneof![
        6 => name().prop_map(Step::Property),
        1 => (0_usize..3).prop_map(Step::Element),
        1 => Just(Step::Any),
    ];
    prop::collection::vec(step, 1..3).prop_map(Selector)
}

fn operand() -> impl Strategy<Value = Operand> {
    prop_oneof![
        "[a-c*]{0,3}".prop_map(Operand::Text),
        ".{0,5}".prop_map(Operand::Text),
        "[+-]?[0-9]{1,3}(\\.[0-9])?(e[+-]?[0-9])?".prop_map(Operand::Number),
        "[a-c]{1,3}".prop_map(|source| Operand::Regex(RegularExpression::new(&source).unwrap())),
    ]
}

fn test() -> impl Strategy<Value = Test> {
    let number = "[0-9]{1,2}".prop_map(Operand::Number);
    prop_oneof![
        (
            prop_oneof![Just(Operator::Equal), Just(Operator::NotEqual)],
            operand()
        )
            .prop_map(|(operator, operand)| Test::Compare(operator, operand)),
        (
            prop_oneof![
                Just(Operator::Less),
                Just(Operator::LessOrEqual),
                Just(Operator::Greater),
                Just(Operator::GreaterOrEqual)
            ],
            number
        )
            .prop_map(|(operator, operand)| Test::Compare(operator, operand)),
        Just(Test::NotExists),
        Just(Test::IsNull),
        Just(Test::IsTrue),
        Just(Test::IsFalse),
    ]
}

fn expression() -> impl Strategy<Value = Expression> {
    (selector(), test())
        .prop_map(|(selector, test)| Expression::Test(selector, test))
        .prop_recursive(4, 12, 3, |inner| {
            let parts = prop::collection::vec(inner, 2..4);
            prop_oneof![
                parts.clone().prop_map(Expression::All),
                parts.prop_map(Expression::Any),
            ]
        })
}

fn event() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        "[a-c]{0,3}".prop_map(Value::from),
        (0_i64..12).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ];
    let value = leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-c]", inner, 0..3)
                .prop_map(|object| Value::Object(object.into_iter().collect())),
        ]
    });
    prop::collection::btree_map("[a-c]", value, 0..4)
        .prop_map(|object| Value::Object(object.into_iter().collect()))
}

fn asked(expression: Expression, event: &Value) -> bool {
    FilterPattern::Json(expression)
        .matches(&LogEvent::from_value(event.clone()))
        .unwrap()
}

/// The same with every list of parts the other way round.
fn reversed(expression: &Expression) -> Expression {
    let turned = |parts: &[Expression]| parts.iter().rev().map(reversed).collect();
    match expression {
        Expression::All(parts) => Expression::All(turned(parts)),
        Expression::Any(parts) => Expression::Any(turned(parts)),
        Expression::Test(..) => expression.clone(),
    }
}

/// The opposite, for tests of text on fields that exist.
fn opposite(expression: &Expression) -> Expression {
    let turned = |parts: &[Expression]| parts.iter().map(opposite).collect();
    match expression {
        Expression::All(parts) => Expression::Any(turned(parts)),
        Expression::Any(parts) => Expression::All(turned(parts)),
        Expression::Test(selector, Test::Compare(operator, operand)) => {
            let operator = match operator {
                Operator::Equal => Operator::NotEqual,
                _ => Operator::Equal,
            };
            Expression::Test(selector.clone(), Test::Compare(operator, operand.clone()))
        }
        Expression::Test(..) => expression.clone(),
    }
}

fn comparison() -> impl Strategy<Value = Expression> {
    let one = (
        "[a-c]",
        prop_oneof![Just(Operator::Equal), Just(Operator::NotEqual)],
        operand(),
    )
        .prop_map(|(name, operator, operand)| {
            Expression::Test(
                Selector(vec![Step::Property(name)]),
                Test::Compare(operator, operand),
            )
        });
    one.prop_recursive(3, 8, 3, |inner| {
        let parts = prop::collection::vec(inner, 2..4);
        prop_oneof![
            parts.clone().prop_map(Expression::All),
            parts.prop_map(Expression::Any),
        ]
    })
}

proptest! {
    #[test]
    fn parsing_never_panics(text in ".{0,80}") {
        let _ = FilterPattern::parse(&text);
    }

    #[test]
    fn parsing_what_looks_like_a_pattern_never_panics(
        text in "(\\{|\\[)?([ $.=!<>&|(){}\\[\\]'\"%*a-c0-9\\\\-]|NOT EXISTS|IS ){0,40}\\}?"
    ) {
        if let Err(error) = FilterPattern::parse(&text) {
            prop_assert!(text.is_char_boundary(error.offset));
        }
    }

    #[test]
    fn what_is_printed_reads_back(expression in expression()) {
        let pattern = FilterPattern::Json(expression);
        let printed = pattern.to_string();
        if printed.chars().count() <= LONGEST {
            prop_assert_eq!(FilterPattern::parse(&printed), Ok(pattern), "{}", printed);
        }
    }

    #[test]
    fn whatever_parses_reads_back(text in "[ ?\"a-c%*-]{0,12}|\\{ [$.=a-c \"*|&()-]{3,20} \\}") {
        if let Ok(pattern) = FilterPattern::parse(&text) {
            prop_assert_eq!(FilterPattern::parse(&pattern.to_string()), Ok(pattern));
        }
    }

    #[test]
    fn order_does_not_matter(expression in expression(), event in event()) {
        prop_assert_eq!(asked(reversed(&expression), &event), asked(expression, &event));
    }

    #[test]
    fn de_morgan(
        expression in comparison(),
        event in prop::collection::vec("[a-c]{0,3}", 3)
            .prop_map(|values| json!({"a": values[0], "b": values[1], "c": values[2]})),
    ) {
        prop_assert_eq!(asked(opposite(&expression), &event), !asked(expression, &event));
    }

    #[test]
    fn a_wider_pattern_matches_no_less(one in expression(), other in expression(), event in event()) {
        let both = Expression::All(vec![one.clone(), other.clone()]);
        let either = Expression::Any(vec![one.clone(), other]);
        prop_assert!(!asked(both, &event) || asked(one.clone(), &event));
        prop_assert!(!asked(one, &event) || asked(either, &event));
    }
}
