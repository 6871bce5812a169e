#!/usr/bin/env python3
"""Encodes one header of each kind with the C++ protobuf library, by way of protoc.

Writes Tests/MessagesTests/Goldens/headers.txt: a name and the header's bytes in hexadecimal on each line.
Needs protoc (Debian: protobuf-compiler). MessagesTests/GoldenTests.swift holds the same values in Swift.
"""

import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "Sources/Messages"
OUTPUT = ROOT / "Tests/MessagesTests/Goldens/headers.txt"

STEP = "step {phase: 0 epoch: 3 step: 41 version: 941}"
BLOCK = "block {start: 2 count: 2}"
MESSAGES = {
    "hello": 'hello {protocol_version: 1 worker_name: "blå" host: "node-7" slots: 8'
    ' core_name: "SkylakeX" process_id: 4711}',
    "welcome": 'welcome {run_id: "6b0c" fingerprint: "f00d" version: 900 bucket_count: 12 micro_batches: 4'
    " worker_timeout: 10}",
    "ready": 'ready {fingerprint: "f00d" job: "beef"}',
    "refused": 'refused {reason: "the run is full"}',
    "weights": "weights {version: 941 bucket: 11}",
    "assignment": f"assignment {{{STEP} {BLOCK} samples: 64}}",
    "cancel": f"cancel {{{STEP} {BLOCK}}}",
    "result-bucket": f"result {{{STEP} {BLOCK} bucket: 0}}",
    "result-metrics": f"result {{{STEP} {BLOCK} metrics {{sums: [61.25, 9, 47.5] samples: 32}}}}",
    "acknowledgement": "acknowledgement {version: 942}",
    "beat": "beat {}",
    "beat-worker": "beat {progress: 7 micro_batch_seconds: 0.0625}",
    "goodbye": 'goodbye {reason: "finished" final: true}',
}


def encoded(text: str) -> bytes:
    command = ["protoc", f"--proto_path={SCHEMA}", "--encode=chorus.Envelope", "messages.proto"]
    return subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout


lines = []
for name, message in MESSAGES.items():
    lines.append(f"{name} {encoded(f'term: 81985529216486895 session: 6 {message}').hex()}")
OUTPUT.write_text("\n".join(lines) + "\n")
