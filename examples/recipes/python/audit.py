"""Computes the chain of an exported audit trail again. Needs nothing but Python 3.

./gatehouse audit export --out trail.jsonl
python3 audit.py trail.jsonl
"""

import base64
import hashlib
import json
import struct
import sys

TEXTS = [
    "id", "at", "action", "outcome", "actor", "subject", "session_id", "address", "user_agent", "request_id",
]


def form(event):
    """What a link is computed of: texts, each with its length before it, all ones where there is none."""
    texts = ["gatehouse-audit-event-1"] + [event[name] for name in TEXTS]
    for name in sorted(event["detail"]):
        texts += [name, event["detail"][name]]
    for text in texts:
        if text is None:
            yield b"\xff\xff\xff\xff"
        else:
            encoded = text.encode()
            yield struct.pack(">I", len(encoded)) + encoded


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def main(path):
    previous, seq = None, None
    with open(path, encoding="utf-8") as lines:
        for event in map(json.loads, lines):
            if event["seq"] == 1:
                previous, seq = bytes(32), 0
            if previous is not None:
                link = hashlib.sha256(previous + b"".join(form(event))).digest()
                if event["seq"] != seq + 1 or link != decoded(event["hash"]):
                    sys.exit("The chain does not hold at link %d." % event["seq"])
            # An export that begins later is taken at its first link's word.
            previous, seq = decoded(event["hash"]), event["seq"]
    print("The chain holds up to link %d." % (seq or 0))


if __name__ == "__main__":
    main(sys.argv[1])
