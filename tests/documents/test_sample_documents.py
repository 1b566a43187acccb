"""`sample_documents`: one paper of every kind in a folder, the same bytes each time."""

import hashlib
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from workflows.papers import Kind


def test_every_kind_is_printed_once_and_alike_twice(tmp_path: Path) -> None:
    for name in ("first", "second"):
        call_command("sample_documents", str(tmp_path / name), stdout=io.StringIO())

    index = json.loads((tmp_path / "first" / "index.json").read_text(encoding="utf-8"))

    assert [row["kind"] for row in index] == list(Kind.values)
    for row in index:
        assert list(row) == ["kind", "title", "format", "file", "pages", "sha256", "number"]
        pdf = (tmp_path / "first" / row["file"]).read_bytes()
        assert hashlib.sha256(pdf).hexdigest() == row["sha256"]
        assert (tmp_path / "second" / row["file"]).read_bytes() == pdf


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(CommandError, match="DIR") as refused:
        call_command("sample_documents", str(tmp_path / "file"), stdout=io.StringIO())

    assert refused.value.returncode == 2
