"""What moto has not, or has differently, by service.

A module may have three functions: `redirect` says in whose account and region moto shall look instead, `serve` answers
without moto, and `amend` changes moto's answer.
"""

from . import account, cloudtrail, cloudwatch, config, iam, kms, logs, organizations, s3, securityhub, sns, sts

SERVICES = {
    "account": account,
    "cloudtrail": cloudtrail,
    "cloudwatch": cloudwatch,
    "config": config,
    "iam": iam,
    "kms": kms,
    "logs": logs,
    "organizations": organizations,
    "s3": s3,
    "securityhub": securityhub,
    "sns": sns,
    "sts": sts,
}
