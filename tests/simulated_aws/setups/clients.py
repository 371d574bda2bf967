"""boto3's clients, for any account and region of the simulated AWS."""

from __future__ import annotations

from typing import Any

import boto3
from botocore.config import Config

from ..call import SETTING_UP


class Clients:
    """Clients whose calls are neither counted nor refused."""

    _session = boto3.Session()

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}"
        self._known: dict[tuple[str, str, str], Any] = {}

    def get(self, service: str, account: str, region: str = "us-east-1") -> Any:
        """A client of a service, made once."""
        wanted = (service, account, region)
        if wanted not in self._known:
            self._known[wanted] = self._session.client(
                service,
                region_name=region,
                endpoint_url=self._url,
                aws_access_key_id=account,
                aws_secret_access_key="secret",
                config=Config(
                    user_agent_extra=SETTING_UP,
                    # S3 Control puts the account before the host, and no resolver knows that name.
                    proxies={"http": self._url},
                    retries={"total_max_attempts": 1},
                    s3={"addressing_style": "path"},
                ),
            )
        return self._known[wanted]
