//! Ways in which a PASS could come of something that was not read, not evaluated, or lost: each found once by looking for it.

use assize::evaluate::evaluate;
use assize::model::finding::{Finding, Status};
use assize::model::gap::{Coverage, Gap, GapKind};
use assize::model::item::ConfigurationItem;
use assize::model::snapshot::{AccountScope, Snapshot, SnapshotReader};
use assize::policy::{LoadError, PolicySet};
use serde_json::{Value, json};

use crate::policies::{ACCOUNT, load, policy, snapshot, trail, trail_policy};

const ACCOUNT_CONTROL: &str = "subject: account";

/// A trail that is wrong in every way: a policy that says so must never pass.
fn bad_trail() -> ConfigurationItem {
    let mut item = trail(json!({
        "name": "audit",
        "s3BucketName": "logs",
        "isMultiRegionTrail": false,
        "logFileValidationEnabled": false,
    }));
    for (part, value) in [
        (
            "TrailStatus",
            json!({"IsLogging": false, "LatestDeliveryError": "AccessDenied"}),
        ),
        (
            "EventSelectors",
            json!([{"ReadWriteType": "ReadOnly", "IncludeManagementEvents": false, "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}], "ExcludeManagementEventSources": ["kms.amazonaws.com"]}]),
        ),
        ("AdvancedEventSelectors", json!([])),
        ("InsightSelectors", json!([])),
    ] {
        item.supplementary_configuration
            .insert(part.to_owned(), value);
    }
    item.tags.insert("owner".to_owned(), json!("nobody"));
    item.tags.insert("team".to_owned(), json!("none"));
    item
}

fn covered(action: &str, region: Option<&str>) -> Coverage {
    Coverage {
        action: action.to_owned(),
        account_id: ACCOUNT.to_owned(),
        region: region.map(str::to_owned),
        resource_type: None,
        calls: 1,
    }
}

/// A snapshot in which everything about trails was read.
fn whole(items: Vec<ConfigurationItem>) -> Snapshot {
    let mut snapshot = snapshot(items);
    for action in [
        "cloudtrail:GetTrailStatus",
        "cloudtrail:GetEventSelectors",
        "cloudtrail:GetInsightSelectors",
    ] {
        snapshot.coverage.push(covered(action, Some("us-east-1")));
    }
    snapshot
}

fn judge(snapshot: &Snapshot, set: &PolicySet) -> Vec<Finding> {
    let bytes = snapshot.write(Vec::new()).unwrap();
    evaluate(SnapshotReader::new(bytes.as_slice()).unwrap(), set)
        .unwrap()
        .findings
}

fn broken(error: &LoadError) -> String {
    match error {
        LoadError::Broken(found) => found.iter().map(|one| format!("{one}\n")).collect(),
        other => other.to_string(),
    }
}

fn probe(name: &str, text: String) {
    match load(text) {
        Err(error) => println!(
            "{name}: REFUSED {}",
            broken(&error).lines().next().unwrap_or_default()
        ),
        Ok(set) => {
            for finding in judge(&whole(vec![bad_trail()]), &set) {
                println!(
                    "{name}: {} {:?}",
                    if finding.outcome.status() == Status::Pass
                        || finding.outcome.status() == Status::NotApplicable
                    {
                        "HOLE ************"
                    } else {
                        finding.outcome.status().as_str()
                    },
                    finding.outcome
                );
            }
        }
    }
}

#[test]
fn explore() {
    let c = "input.resource.configuration";
    let s = "input.resource.supplementaryConfiguration";
    let d =
        |condition: &str| format!("deny contains {{\"message\": \"x\"}} if {{\n\t{condition}\n}}");
    for (name, rules) in [
        ("C1 bound var = []", format!("{}\n\nnone if {{\n\tsel := {s}.EventSelectors\n\tsel = []\n}}", d("not none"))),
        ("C2 two binders", format!("{}\n\nnone if {{\n\tx := {s}.EventSelectors\n\ty := {s}.AdvancedEventSelectors\n\tx = y\n}}", d("not none"))),
        ("D object pattern", format!("{}\n\nonly if {{\n\t{{\"owner\": _}} = input.resource.tags\n}}", d("not only"))),
        ("D2 object pattern", format!("{}\n\nonly if {{\n\t{{\"owner\": x}} = input.resource.tags\n\tx\n}}", d("not only"))),
        ("B object.get path var", d(&format!("path := [\"supplementaryConfiguration\", \"TrailStatus\"]\n\tobject.get(object.get(input.resource, path, {{}}), \"LatestDeliveryError\", \"\") != \"\""))),
        ("B2 object.get path split", d(&format!("object.get(object.get(input.resource, split(\"supplementaryConfiguration.TrailStatus\", \".\"), {{}}), \"LatestDeliveryError\", \"\") != \"\""))),
        ("V local account id", d("input.account.id == input.resource.accountId")),
        ("V2 local regions", d("some r in input.account.regions\n\tr.name == \"us-east-1\"")),
        ("W some in input", d("some k, v in input\n\tk == \"resource\"\n\tnot v.configuration.logFileValidationEnabled")),
        ("W2 some in input account", d("some v in input\n\tsome items in v.resources\n\tsome t in items\n\tnot t.configuration.logFileValidationEnabled")),
        ("W3 some in account", d("some v in input.account\n\tsome items in v\n\tsome t in items\n\tnot t.configuration.logFileValidationEnabled")),
        ("set elem ref", format!("bad contains t if {{\n\tt := {c}\n}}\n\n{}", d("x := bad[t].name\n\tx == \"audit\"\n\tt.logFileValidationEnabled == false"))),
        ("set key some", format!("bad contains t if {{\n\tt := {c}\n}}\n\n{}", d("some k, v in bad\n\tv.name == \"audit\"\n\tk.logFileValidationEnabled == false"))),
        ("set every key", format!("bad contains t if {{\n\tt := {c}\n}}\n\n{}", d("not good\n}\n\ngood if {\n\tevery k, v in bad {\n\t\tobject.get(k, \"logFileValidationEnabled\", true)\n\t}"))),
        ("composite key", format!("pairs contains {{\"x\": y}} if {{\n\ty := {c}\n}}\n\n{}", d("p := pairs[{\"x\": v}]\n\tp.x.name == \"audit\"\n\tv.logFileValidationEnabled == false"))),
        ("E tag compare", d("input.resource.tags.env != \"prod\"")),
        ("F arithmetic", d(&format!("concat(\"\", [{c}.kmsKeyId, \"\"]) != \"x\""))),
        ("F2 concat", d(&format!("concat(\"\", [\"a\", {c}.kmsKeyId]) != \"x\""))),
        ("F3 sprintf", d(&format!("sprintf(\"%s\", [{c}.kmsKeyId]) != \"x\""))),
        ("G object.get on absent", d(&format!("object.get({s}.EventSelectors[0].DataResources[0], \"Foo\", \"\") == \"\""))),
        ("H count", d(&format!("count({s}.AdvancedEventSelectors[_].FieldSelectors) == 0"))),
        ("H2 count", d(&format!("count({c}.kmsKeyId) == 0"))),
        ("I fn ignoring", format!("{}\n\nodd(key) if not key == \"x\"", d(&format!("odd({c}.kmsKeyId)")))),
        ("I2 fn true", format!("{}\n\nodd(key) := true if true", d(&format!("odd({c}.kmsKeyId)")))),
        ("J rule value", format!("{}\n\nlowered := lower({c}.kmsKeyId)", d("lowered != \"x\""))),
        ("J2 fn value", format!("{}\n\nlowered(x) := lower(x.kmsKeyId)", d(&format!("lowered({c}) != \"x\"")))),
        ("J3 set value", format!("{}\n\nnames contains lower({c}.kmsKeyId)", d("some n in names\n\tn != \"x\""))),
        ("K helper message", format!("deny contains v if some v in violations\n\nviolations contains {{\"message\": sprintf(\"%s bad\", [{c}.kmsKeyId])}} if not {c}.logFileValidationEnabled")),
        ("K2 helper fn message", format!("deny contains {{\"message\": m}} if {{\n\tsome m in msgs\n}}\n\nmsgs := [m | not {c}.logFileValidationEnabled; m := sprintf(\"%s\", [{c}.kmsKeyId])]")),
        ("K3 comprehension message", format!("deny contains v if some v in {{{{\"message\": sprintf(\"%s\", [{c}.kmsKeyId])}} | not {c}.logFileValidationEnabled}}")),
        ("K4 helper msg direct", format!("deny contains {{\"message\": msg}} if {{\n\tnot {c}.logFileValidationEnabled\n\tsome msg in [msg_text]\n}}\n\nmsg_text := sprintf(\"%s\", [{c}.kmsKeyId])")),
        ("K5 helper msg direct", format!("deny contains {{\"message\": msg_text}} if {{\n\tnot {c}.logFileValidationEnabled\n}}\n\nmsg_text := sprintf(\"%s\", [{c}.kmsKeyId])")),
        ("every absent", d(&format!("every x in {s}.AdvancedEventSelectors[_].FieldSelectors[_].Equals {{\n\t\tx != \"y\"\n\t}}"))),
        ("shadow some import", "import data.assize.lib.s3 as conf\n\ndeny contains {\"message\": \"x\"} if {\n\tsome conf in [input.resource.configuration]\n\tnot conf.logFileValidationEnabled\n}".to_owned()),
        ("shadow :=  rule", format!("conf := {{\"logFileValidationEnabled\": true}}\n\nunused contains conf\n\n{}", d(&format!("count(unused) == 1\n\tconf := {c}\n\tnot conf.logFileValidationEnabled")))),
        ("shadow some rule", format!("conf := {{\"logFileValidationEnabled\": true}}\n\nunused contains conf\n\n{}", d(&format!("count(unused) == 1\n\tsome conf in [{c}]\n\tnot conf.logFileValidationEnabled")))),
        ("shadow arg rule", format!("conf := {{\"logFileValidationEnabled\": true}}\n\nunused contains conf\n\noff(conf) if not conf.logFileValidationEnabled\n\n{}", d(&format!("count(unused) == 1\n\toff({c})")))),
        ("shadow input", d(&format!("some input in [{{\"resource\": 1}}]\n\tinput.resource == 1"))),
        ("reverse chain 14", d(&format!("{}\n\tv1 = input.resource", format!("v14.logFileValidationEnabled == false\n\tv14 = v13\n\tv13 = v12\n\tv12 = v11\n\tv11 = v10\n\tv10 = v9\n\tv9 = v8\n\tv8 = v7\n\tv7 = v6\n\tv6 = v5\n\tv5 = v4\n\tv4 = v3\n\tv3 = v2\n\tv2 = v1.configuration")))),
        ("reverse typo key", d(&format!("{c}[k] == \"x\"\n\tsome k in [\"nmae\"]"))),
        ("fn as value", format!("f(x) := x\n\n{}", d("f(1) == 1\n\tx := f\n\tx == 1"))),
        ("walk", d("walk(input.resource, [path, value])\n\tpath == [\"configuration\", \"logFileValidationEnabled\"]\n\tvalue == false")),
        ("object compr key", d(&format!("m := {{k: v | some k, v in {c}}}\n\tm.logFileValidationEnabled == false"))),
        ("object compr invert", d(&format!("m := {{v: k | some k, v in input.resource.tags}}\n\tm.nobody == \"owner\""))),
        ("else", format!("{}\n\nstate := \"a\" if {{\n\t{c}.isMultiRegionTrail\n}} else := \"b\" if {{\n\tnot {c}.logFileValidationEnabled\n}}", d("state == \"b\""))),
        ("default", format!("default ok := false\n\nok if {c}.logFileValidationEnabled\n\n{}", d("not ok"))),
        ("array slice", d(&format!("array.slice({s}.EventSelectors, 0, 1)[0].ReadWriteType == \"ReadOnly\""))),
        ("object.union", d(&format!("object.union({c}, {{\"x\": 1}}).logFileValidationEnabled == false"))),
        ("set union", d(&format!("u := {{{c}}} | set()\n\tsome x in u\n\tx.logFileValidationEnabled == false"))),
        ("full data path", format!("{}\n\nvalid if {c}.logFileValidationEnabled", d("not data.acme.test.control.valid"))),
        ("input alias", d("x := input\n\tnot x.resource.configuration.logFileValidationEnabled")),
        ("input eq alias", d("x = input\n\tnot x.resource.configuration.logFileValidationEnabled")),
        ("nested destructuring", d(&format!("[a, b] := [{c}, {s}]\n\tnot a.logFileValidationEnabled\n\tb.TrailStatus.IsLogging == false"))),
        ("object destr", d("{\"configuration\": conf} := {\"configuration\": input.resource.configuration}\n\tconf.logFileValidationEnabled == false")),
        ("key from place", d("some name in [input.resource.configuration.name]\n\tname in object.keys({\"audit\": 1})")),
        ("json marshal", d(&format!("contains(json.marshal({c}), \"logFileValidationEnabled\")"))),
        ("partial object", format!("by_name[name] := conf if {{\n\tconf := {c}\n\tname := conf.name\n}}\n\n{}", d("by_name.audit.logFileValidationEnabled == false"))),
        ("negative in", d("not \"x\" in input.resource.tags")),
        ("in operator pair", d("\"owner\", \"nobody\" in input.resource.tags")),
        ("count tags", d("count(input.resource.tags) == 2")),
        ("count set of objs", d(&format!("count({{s | some s in {s}.EventSelectors}}) == 1"))),
        ("witness parens", d(&format!("(count({c}.name) + 1) * 2 > 3\n\tnot ({c}.logFileValidationEnabled)\n\t({c}.isMultiRegionTrail == false)"))),
        ("witness parens msg", format!("deny contains {{\"message\": sprintf(\"%s\", [{c}.kmsKeyId])}} if {{\n\t(count({c}.name) + 1) * 2 > (3 - (1 - 2))\n\tnot ({c}.logFileValidationEnabled == true)\n\t(({c}.isMultiRegionTrail) == false)\n}}")),
        ("witness strings msg", format!("deny contains {{\"message\": sprintf(\"%s\", [{c}.kmsKeyId])}} if {{\n\t\"audit\" == {c}.name\n\t{c}.name == `audit`\n\t[\"audit\"] == [{c}.name]\n\t\"é\" != {c}.name; \"audit\" == {c}.name\n}}")),
        ("witness comment/unicode", format!("deny contains {{\"message\": sprintf(\"%s\", [{c}.kmsKeyId])}} if {{\n\t# é ü \n\tsome s in [\"é\", {c}.name] # ü\n\ts == \"audit\"; every x in [1] {{\n\t\tx == 1\n\t}}\n}}")),
        ("witness multi body", format!("deny contains {{\"message\": sprintf(\"%s\", [{c}.kmsKeyId])}} if {{\n\t{c}.isMultiRegionTrail\n}}\n\ndeny contains {{\"message\": sprintf(\"%s\", [{c}.kmsKeyId])}} if {{\n\t{c}.isMultiRegionTrail == false\n}}")),
        ("witness oneline", format!("deny contains {{\"message\": sprintf(\"%s\", [{c}.kmsKeyId])}} if not {c}.isMultiRegionTrail")),
        ("witness helper pattern", format!("deny contains {{\"message\": m}} if {{\n\t{{\"a\": m}} := {{\"a\": sprintf(\"%s\", [{c}.kmsKeyId])}}\n\tnot {c}.isMultiRegionTrail\n}}")),
        ("witness some topic", format!("deny contains {{\"message\": m}} if {{\n\tsome m in [{c}.kmsKeyId]\n\tnot {c}.isMultiRegionTrail\n}}")),
        ("negated elsewhere", format!("{}\n\nnot_applicable contains {{\"reason\": \"y\"}} if {{\n\tnot {c}.kmsKeyId\n\t{c}.isMultiRegionTrail\n}}", d(&format!("{c}.kmsKeyId != \"x\"")))),
        ("crlf", d(&format!("not {c}.logFileValidationEnabled")).replace('\n', "\r\n")),
        ("lone cr", format!("# hidden\r{}\n\ndeny contains {{\"message\": \"y\"}} if false", d(&format!("not {c}.logFileValidationEnabled")))),
        ("assign not", d(&format!("x := {{\"k\": {c}.kmsKeyId}}\n\tnot x.k == \"y\""))),
        ("some not", d(&format!("some x in [{c}.kmsKeyId]\n\tnot x == \"y\""))),
        ("compr filter", d(&format!("some x in [y | some y in [{c}]; y.kmsKeyId != \"z\"]\n\tx.name == \"audit\""))),
        ("compr filter count", d(&format!("count([y | some y in [{c}]; y.kmsKeyId != \"z\"]) > 0"))),
        ("deep parens", d(&format!("{}1{} == 1\n\tnot {c}.logFileValidationEnabled", "(".repeat(60), ")".repeat(60)))),
    ] {
        probe(name, trail_policy(&rules));
    }
    let with_reads = |subject: &str, rules: &str| {
        policy(
            &format!("{subject}\n#   reads: [AWS::CloudTrail::Trail]"),
            rules,
        )
    };
    for (name, text) in [
        (
            "A declared account dyn",
            with_reads(
                ACCOUNT_CONTROL,
                &d(
                    "some type, items in input.account.resources\n\tsome t in items\n\tnot t.configuration.logFileValidationEnabled",
                ),
            ),
        ),
        (
            "A2 declared world dyn",
            with_reads(
                ACCOUNT_CONTROL,
                &d(
                    "some type, items in data.snapshot.resources\n\tsome t in items\n\tnot t.configuration.logFileValidationEnabled",
                ),
            ),
        ),
        (
            "A3 declared whole input",
            with_reads(
                ACCOUNT_CONTROL,
                &d("walk(input, [path, value])\n\tvalue == \"audit\""),
            ),
        ),
        (
            "A4 declared world walk",
            with_reads(
                ACCOUNT_CONTROL,
                &d("walk(data.snapshot.resources, [path, value])\n\tvalue == \"audit\""),
            ),
        ),
        (
            "A5 declared dyn fn",
            with_reads(
                ACCOUNT_CONTROL,
                &format!(
                    "f(r) if {{\n\tsome t in r[\"AWS::CloudTrail::Trail\"]\n\tnot t.configuration.logFileValidationEnabled\n}}\n\n{}",
                    d("f(input.account.resources)")
                ),
            ),
        ),
        (
            "A6 param type",
            policy(
                "subject: account\n#   reads: [AWS::CloudTrail::Trail]\n#   parameters:\n#     kind: {type: string, default: \"AWS::CloudTrail::Trail\", description: x}",
                &d(
                    "some t in input.account.resources[input.parameters.kind]\n\tnot t.configuration.logFileValidationEnabled",
                ),
            ),
        ),
        (
            "world import",
            policy(
                ACCOUNT_CONTROL,
                &format!(
                    "import data.snapshot.resources as world\n\n{}",
                    d(
                        "some t in world[\"AWS::CloudTrail::Trail\"]\n\tnot t.configuration.logFileValidationEnabled"
                    )
                ),
            ),
        ),
        (
            "world import deep",
            policy(
                ACCOUNT_CONTROL,
                &format!(
                    "import data.snapshot.resources[\"AWS::CloudTrail::Trail\"] as trails\n\n{}",
                    d("some t in trails\n\tnot t.configuration.logFileValidationEnabled")
                ),
            ),
        ),
        (
            "resource map eq",
            policy(
                ACCOUNT_CONTROL,
                &format!(
                    "none if {{\n\tt := input.account.resources[\"AWS::CloudTrail::Trail\"]\n\tt = {{}}\n}}\n\n{}",
                    d("not none")
                ),
            ),
        ),
        (
            "account map count",
            policy(
                ACCOUNT_CONTROL,
                &d("count(input.account.resources[\"AWS::CloudTrail::Trail\"]) == 1"),
            ),
        ),
        (
            "yaml bomb",
            policy(
                "subject: account\n#   a: &a [x,x,x,x,x,x,x,x,x]\n#   b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n#   c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n#   d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n#   e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n#   f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n#   g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\n#   h: &h [*g,*g,*g,*g,*g,*g,*g,*g,*g]",
                &d("true"),
            ),
        ),
        (
            "yaml dup",
            policy("subject: account\n#   severity: low", &d("true")),
        ),
        (
            "open type absent",
            policy(
                "subject: resource\n#   resource_types: [AWS::EC2::Volume]",
                &d("input.resource.configuration.encrypted == false"),
            ),
        ),
    ] {
        probe(name, text);
    }
}

#[test]
fn dump_reads() {
    for policy in crate::support::builtin().policies {
        println!(
            "{} {:?} {:?}",
            policy.id,
            policy.reads.describe(),
            policy.reads.actions()
        );
    }
}

#[test]
fn dump_findings() {
    let set = crate::support::builtin();
    for name in [
        "compliant",
        "noncompliant",
        "empty",
        "denied",
        "member",
        "one-region-recorder",
        "organization",
        "config-items",
    ] {
        for finding in judge(&crate::support::fixture(name), &set) {
            println!(
                "FND {name} {} {:?} {:?}",
                finding.control, finding.subject, finding.outcome
            );
        }
    }
}
