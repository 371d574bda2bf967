"""What moto has not, or has differently, by service.

A module may have three functions: `redirect` says in whose account and region moto shall look instead, `serve` answers
without moto, and `amend` changes moto's answer.
"""

from . import account, cloudtrail, config, kms, organizations, s3, sts

SERVICES = {
    "account": account,
    "cloudtrail": cloudtrail,
    "config": config,
    "kms": kms,
    "organizations": organizations,
    "s3": s3,
    "sts": sts,
}
