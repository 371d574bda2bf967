//! IAM: what the plan wants of it, in pages, with documents decoded.

use serde_json::json;

use super::fake::{Fake, Reply, Request};
use super::{gaps, only, plan};
use crate::collect::Options;
use crate::model::gap::{Coverage, GapKind};
use crate::model::item::ConfigurationItem;
use crate::model::plan::Plan;
use crate::model::snapshot::Snapshot;

const DETAILS: &str = "iam:GetAccountAuthorizationDetails";
const TAGS: &str = "iam:ListPolicyTags";
const ROLE: &str = "arn:aws:iam::111111111111:role/ops/deploy";
const POLICY: &str = "arn:aws:iam::111111111111:policy/trails";
const ENCODED: &str = "%7B%22Statement%22%3A%5B%7B%22Action%22%3A%22s3%3AGet%2A%22%7D%5D%7D";
const ROLES: &str = "AWS::IAM::Role";

/// A plan of the types, with what lists them.
fn of(types: &[&str], actions: &[&str]) -> Plan {
    let mut plan = plan(&[&[DETAILS], actions].concat());
    plan.types
        .extend(types.iter().map(|name| (*name).to_owned()));
    plan
}

fn response(operation: &str, result: &str, next: Option<&str>) -> Reply {
    let more = match next {
        Some(marker) => format!("<IsTruncated>true</IsTruncated><Marker>{marker}</Marker>"),
        None => "<IsTruncated>false</IsTruncated>".to_owned(),
    };
    Reply::text(
        200,
        &format!(
            "<{operation}Response xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><{operation}Result>{result}{more}\
             </{operation}Result></{operation}Response>"
        ),
    )
}

fn details(result: &str) -> Reply {
    response("GetAccountAuthorizationDetails", result, None)
}

/// A parameter of a request.
fn parameter<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request
        .form
        .iter()
        .find_map(|(key, value)| (key == name).then_some(value.as_str()))
}

fn role(document: &str) -> String {
    format!(
        "<RoleDetailList><member><Path>/ops/</Path><RoleName>deploy</RoleName><RoleId>AROA1</RoleId><Arn>{ROLE}</Arn>\
         <CreateDate>2024-05-01T12:00:00Z</CreateDate>\
         <AssumeRolePolicyDocument>{document}</AssumeRolePolicyDocument>\
         <InstanceProfileList><member><Path>/</Path><InstanceProfileName>p</InstanceProfileName>\
         <InstanceProfileId>AIPA1</InstanceProfileId><Arn>arn:aws:iam::111111111111:instance-profile/p</Arn>\
         <CreateDate>2024-05-01T12:00:00Z</CreateDate><Roles/></member></InstanceProfileList>\
         <RolePolicyList><member><PolicyName>inline</PolicyName><PolicyDocument>{document}</PolicyDocument></member>\
         </RolePolicyList>\
         <AttachedManagedPolicies><member><PolicyName>trails</PolicyName><PolicyArn>{POLICY}</PolicyArn></member>\
         </AttachedManagedPolicies>\
         <PermissionsBoundary><PermissionsBoundaryType>PermissionsBoundaryPolicy</PermissionsBoundaryType>\
         <PermissionsBoundaryArn>{POLICY}</PermissionsBoundaryArn></PermissionsBoundary>\
         <Tags><member><Key>team</Key><Value>ops</Value></member></Tags>\
         <RoleLastUsed><LastUsedDate>2026-11-01T00:00:00Z</LastUsedDate><Region>eu-west-1</Region></RoleLastUsed>\
         </member></RoleDetailList>"
    )
}

fn account(request: &Request) -> Option<Reply> {
    if request.operation != "GetAccountAuthorizationDetails" {
        return None;
    }
    Some(details(&match parameter(request, "Filter.member.1")? {
        "Role" => role(ENCODED),
        "Group" => "<GroupDetailList><member><Path>/</Path><GroupName>admins</GroupName><GroupId>AGPA1</GroupId>\
             <Arn>arn:aws:iam::111111111111:group/admins</Arn><GroupPolicyList/><AttachedManagedPolicies/>\
             </member></GroupDetailList>"
            .to_owned(),
        "User" => "<UserDetailList><member><Path>/</Path><UserName>ann</UserName><UserId>AIDA1</UserId>\
             <Arn>arn:aws:iam::111111111111:user/ann</Arn><GroupList><member>admins</member></GroupList>\
             <AttachedManagedPolicies/><Tags/></member></UserDetailList>"
            .to_owned(),
        "LocalManagedPolicy" => format!(
            "<Policies><member><PolicyName>trails</PolicyName><PolicyId>ANPA1</PolicyId><Arn>{POLICY}</Arn>\
             <Path>/</Path><DefaultVersionId>v2</DefaultVersionId><AttachmentCount>1</AttachmentCount>\
             <PermissionsBoundaryUsageCount>0</PermissionsBoundaryUsageCount><IsAttachable>true</IsAttachable>\
             <CreateDate>2024-05-01T12:00:00Z</CreateDate><UpdateDate>2024-06-01T12:00:00Z</UpdateDate>\
             <PolicyVersionList><member><Document>{ENCODED}</Document><VersionId>v2</VersionId>\
             <IsDefaultVersion>true</IsDefaultVersion><CreateDate>2024-06-01T12:00:00Z</CreateDate></member>\
             </PolicyVersionList></member></Policies>"
        ),
        other => panic!("nobody wants {other}"),
    }))
}

async fn collected(aws: &Fake, plan: &Plan) -> Snapshot {
    aws.collect(plan, Options::default())
        .await
        .expect("a snapshot")
}

fn item<'s>(snapshot: &'s Snapshot, resource_type: &str) -> &'s ConfigurationItem {
    let item = only(snapshot, resource_type);
    assert_eq!(item.aws_region, "global");
    item
}

#[tokio::test]
async fn roles_are_as_aws_config_writes_them() {
    let aws = Fake::new(account);
    let snapshot = collected(&aws, &of(&[ROLES], &[])).await;
    assert_eq!(gaps(&snapshot), []);
    let role = item(&snapshot, ROLES);
    assert_eq!(role.arn.as_deref(), Some(ROLE));
    assert_eq!(role.resource_id, "AROA1");
    assert_eq!(role.resource_name.as_deref(), Some("deploy"));
    assert_eq!(role.tags["team"], json!("ops"));
    let document = json!({"Statement": [{"Action": "s3:Get*"}]});
    assert_eq!(
        role.configuration,
        json!({
            "path": "/ops/", "roleName": "deploy", "roleId": "AROA1", "arn": ROLE, "createDate": "2024-05-01T12:00:00Z",
            "assumeRolePolicyDocument": document,
            "instanceProfileList": [{
                "path": "/", "instanceProfileName": "p", "instanceProfileId": "AIPA1",
                "arn": "arn:aws:iam::111111111111:instance-profile/p", "createDate": "2024-05-01T12:00:00Z", "roles": [],
            }],
            "rolePolicyList": [{"policyName": "inline", "policyDocument": document}],
            "attachedManagedPolicies": [{"policyName": "trails", "policyArn": POLICY}],
            "permissionsBoundary": {
                "permissionsBoundaryType": "PermissionsBoundaryPolicy", "permissionsBoundaryArn": POLICY,
            },
            "tags": [{"key": "team", "value": "ops"}],
            "roleLastUsed": {"lastUsedDate": "2026-11-01T00:00:00Z", "region": "eu-west-1"},
        })
    );
}

#[tokio::test]
async fn users_groups_and_policies_are_read_too() {
    let aws = Fake::new(account);
    let types = ["AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::User"];
    let snapshot = collected(&aws, &of(&types, &[])).await;
    assert_eq!(gaps(&snapshot), []);
    assert_eq!(
        item(&snapshot, "AWS::IAM::Group").configuration["groupName"],
        json!("admins")
    );
    assert_eq!(
        item(&snapshot, "AWS::IAM::User").configuration["groupList"],
        json!(["admins"])
    );
    let policy = item(&snapshot, "AWS::IAM::Policy");
    assert_eq!(policy.arn.as_deref(), Some(POLICY));
    assert_eq!(
        policy.configuration["policyVersionList"],
        json!([{
            "document": {"Statement": [{"Action": "s3:Get*"}]}, "versionId": "v2", "isDefaultVersion": true,
            "createDate": "2024-06-01T12:00:00Z",
        }])
    );
    // Each type has its own listing, and no tags are asked for that nobody wants.
    assert_eq!(aws.times("GetAccountAuthorizationDetails"), 3);
    assert_eq!(aws.times("ListPolicyTags"), 0);
}

#[tokio::test]
async fn only_the_wanted_types_are_listed_and_covered() {
    let aws = Fake::new(account);
    let snapshot = collected(&aws, &of(&[ROLES], &[])).await;
    assert_eq!(aws.times("GetAccountAuthorizationDetails"), 1);
    let covered: Vec<&Coverage> = snapshot
        .coverage
        .iter()
        .filter(|entry| entry.action == DETAILS)
        .collect();
    let [entry] = covered.as_slice() else {
        panic!("{covered:#?}")
    };
    assert_eq!(entry.resource_type.as_deref(), Some(ROLES));
    assert_eq!((entry.region.as_deref(), entry.calls), (None, 1));
}

#[tokio::test]
async fn an_account_without_roles_has_none_for_sure() {
    let aws = Fake::new(|_| None);
    let snapshot = collected(&aws, &of(&[ROLES], &[])).await;
    assert_eq!(snapshot.items, []);
    assert_eq!(gaps(&snapshot), []);
}

#[tokio::test]
async fn a_list_is_followed_to_its_end() {
    let aws = Fake::new(|request| {
        let first = role(ENCODED).replace("deploy", "first");
        match parameter(request, "Marker") {
            _ if request.operation != "GetAccountAuthorizationDetails" => None,
            None => Some(response(
                "GetAccountAuthorizationDetails",
                &first,
                Some("m2"),
            )),
            Some("m2") => Some(details(&role(ENCODED))),
            Some(other) => panic!("{other}"),
        }
    });
    let snapshot = collected(&aws, &of(&[ROLES], &[])).await;
    assert_eq!(gaps(&snapshot), []);
    let names: Vec<_> = snapshot
        .items
        .iter()
        .filter_map(|item| item.resource_name.as_deref())
        .collect();
    assert_eq!(names, ["deploy", "first"]);
}

#[tokio::test]
async fn what_breaks_off_is_a_gap_of_its_type() {
    let truncated = "<IsTruncated>true</IsTruncated>";
    for (reply, kind, code) in [
        (
            Reply::text(
                403,
                "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>",
            ),
            GapKind::AccessDenied,
            Some("AccessDenied"),
        ),
        (Reply::text(200, "<R/>"), GapKind::Failed, None),
        (Reply::text(200, ""), GapKind::Failed, None),
        // More, without a word where.
        (
            Reply::text(
                200,
                &format!(
                    "<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult>{truncated}\
                     </GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>"
                ),
            ),
            GapKind::Failed,
            None,
        ),
    ] {
        let aws = Fake::new(move |request| match parameter(request, "Filter.member.1") {
            Some("Role") => Some(reply.clone()),
            _ => account(request),
        });
        let snapshot = collected(&aws, &of(&[ROLES, "AWS::IAM::User"], &[])).await;
        assert_eq!(gaps(&snapshot), [(DETAILS, None, None, kind, code)]);
        assert_eq!(snapshot.gaps[0].resource_type.as_deref(), Some(ROLES));
        item(&snapshot, "AWS::IAM::User");
    }
}

#[tokio::test]
async fn a_document_that_is_none_is_a_gap_of_that_role() {
    let aws = Fake::new(|request| {
        (request.operation == "GetAccountAuthorizationDetails")
            .then(|| details(&role("%7B%22Statement")))
    });
    let snapshot = collected(&aws, &of(&[ROLES], &[])).await;
    let gap = (DETAILS, None, Some(ROLE), GapKind::Failed, None);
    assert_eq!(gaps(&snapshot), [gap, gap]);
    let messages: Vec<_> = snapshot
        .gaps
        .iter()
        .filter_map(|gap| gap.message.as_deref())
        .collect();
    assert_eq!(
        messages,
        [
            "the document of the policy inline is not a JSON object",
            "the document of the policy of trust is not a JSON object",
        ]
    );
    let role = item(&snapshot, ROLES);
    assert!(role.configuration.get("assumeRolePolicyDocument").is_none());
}

#[tokio::test]
async fn the_tags_of_policies_take_a_call_each() {
    let aws = Fake::new(|request| match request.operation.as_str() {
        "ListPolicyTags" => Some(response(
            "ListPolicyTags",
            "<Tags><member><Key>team</Key><Value>audit</Value></member></Tags>",
            None,
        )),
        _ => account(request),
    });
    let snapshot = collected(&aws, &of(&["AWS::IAM::Policy"], &[TAGS])).await;
    assert_eq!(gaps(&snapshot), []);
    assert_eq!(
        item(&snapshot, "AWS::IAM::Policy").tags["team"],
        json!("audit")
    );
    assert_eq!(aws.times("ListPolicyTags"), 1);

    let refused = Fake::new(|request| match request.operation.as_str() {
        "ListPolicyTags" => Some(Reply::text(
            403,
            "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>",
        )),
        _ => account(request),
    });
    let snapshot = collected(&refused, &of(&["AWS::IAM::Policy"], &[TAGS])).await;
    assert_eq!(
        gaps(&snapshot),
        [(
            TAGS,
            None,
            Some(POLICY),
            GapKind::AccessDenied,
            Some("AccessDenied")
        )]
    );
}
