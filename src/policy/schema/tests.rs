use super::*;

/// The paths of all fields that have no description.
fn undescribed(schema: &Value, path: &str, found: &mut Vec<String>) {
    let fields = schema.get("properties").and_then(Value::as_object);
    for (name, field) in fields.into_iter().flatten() {
        let path = format!("{path}.{name}");
        let described = field
            .get("description")
            .and_then(Value::as_str)
            .is_some_and(|text| text.trim().len() > 2);
        if !described {
            found.push(path.clone());
        }
        undescribed(field, &path, found);
    }
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = schema.get(key) {
            undescribed(inner, &format!("{path}[]"), found);
        }
    }
}

#[test]
fn every_field_of_every_type_is_described() {
    let mut found = Vec::new();
    for known in resource::CATALOGUE {
        let schema = of_type(known.name).unwrap();
        undescribed(&schema, known.name, &mut found);
        assert_eq!(schema["title"], known.name);
        assert_eq!(schema["description"], known.about);
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_part_says_what_fills_it() {
    for known in resource::CATALOGUE {
        let schema = of_type(known.name).unwrap();
        for part in known.parts {
            let mut at = &schema;
            for name in part.path.split('.') {
                at = &at["properties"][name];
            }
            assert_eq!(at[OPERATION], part.action, "{} {}", known.name, part.path);
            assert_eq!(
                at[IN_CONFIG], part.in_config,
                "{} {}",
                known.name, part.path
            );
        }
    }
    let trail = of_type("AWS::CloudTrail::Trail").unwrap();
    assert_eq!(
        trail["properties"]["arn"][OPERATION],
        "cloudtrail:DescribeTrails"
    );
}

#[test]
fn what_aws_may_leave_out_is_not_required_and_never_null() {
    let schema = of_type("AWS::CloudTrail::Trail").unwrap();
    let configuration = &schema["properties"]["configuration"];
    assert_eq!(configuration["properties"]["kmsKeyId"]["type"], "string");
    let required = configuration["required"].as_array().unwrap();
    assert!(required.contains(&"isMultiRegionTrail".into()));
    assert!(!required.contains(&"kmsKeyId".into()));
    assert_eq!(configuration["additionalProperties"], false);
    let supplementary = &schema["properties"]["supplementaryConfiguration"];
    let parts = supplementary["required"].as_array().unwrap();
    assert!(parts.contains(&"TrailStatus".into()));
    let key = of_type("AWS::KMS::Key").unwrap();
    let parts = key["properties"]["supplementaryConfiguration"]["required"]
        .as_array()
        .unwrap();
    assert!(!parts.contains(&"KeyRotationStatus".into()));
    assert!(!schema.to_string().contains("\"null\""));
}

#[test]
fn a_type_that_only_config_knows_is_open_and_an_unknown_one_is_refused() {
    let group = of_type("AWS::EC2::SecurityGroup").unwrap();
    assert!(
        group["properties"]["configuration"]
            .get("properties")
            .is_none()
    );
    assert_eq!(
        group["properties"]["tags"][OPERATION],
        json!(CONFIG_ACTIONS)
    );
    let error = of_type("AWS::CloudTrail::Trial").unwrap_err();
    assert_eq!(
        error.to_string(),
        "unknown resource type `AWS::CloudTrail::Trial`"
    );
    assert_eq!(
        error.help.as_deref(),
        Some("did you mean `AWS::CloudTrail::Trail`?")
    );
}

#[test]
fn a_type_of_aws_config_shows_what_aws_publishes_of_it() {
    let schema = super::of_type("AWS::EC2::SecurityGroup").unwrap();
    let configuration = &schema["properties"]["configuration"];
    assert_eq!(
        configuration["x-aws-published"]["ipPermissions.fromPort"],
        "integer"
    );
    // What is published is no shape: any other field may be there too.
    assert!(configuration.get("additionalProperties") != Some(&false.into()));
}
