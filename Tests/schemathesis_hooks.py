"""Makes every generated Idempotency-Key unique.

The fuzzer sends one short key with many bodies; each but the first would be `422` `idempotency_key_reused` before its body is
looked at. Headers that are wrong on purpose are left alone.
"""

import re
import uuid

import schemathesis
from schemathesis.core.parameters import ParameterLocation


@schemathesis.hook
def before_call(context, case, kwargs):
    headers = case.meta.components.get(ParameterLocation.HEADER) if case.meta else None
    if headers is None or headers.mode.is_negative:
        return
    if re.fullmatch(r'[!#-~]{1,255}|"[!#-~]{1,255}"', case.headers.get("Idempotency-Key", "")):
        case.headers["Idempotency-Key"] = uuid.uuid4().hex
