"""Makes every generated Idempotency-Key unique, and waits for no events.

The fuzzer sends one short key with many bodies; each but the first would be `422` `idempotency_key_reused` before its body is
looked at. Headers that are wrong on purpose are left alone. A request that may wait 30 seconds for events waits for one at most,
and none asks for a stream, which never ends.
"""

import re
import uuid

import schemathesis
from schemathesis.core.parameters import ParameterLocation


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.operation.label == "GET /v1/events":
        if str((case.query or {}).get("wait")).isdigit() and 1 < int(case.query["wait"]) <= 30:
            case.query["wait"] = 1
        if case.headers is not None and "event-stream" in case.headers.get("Accept", ""):
            case.headers["Accept"] = "application/json"
    headers = case.meta.components.get(ParameterLocation.HEADER) if case.meta else None
    if headers is None or headers.mode.is_negative:
        return
    if re.fullmatch(r'[!#-~]{1,255}|"[!#-~]{1,255}"', case.headers.get("Idempotency-Key", "")):
        case.headers["Idempotency-Key"] = uuid.uuid4().hex
