"""The documentation of the case format: complete, generated, and its schema refuses what it should."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel

from detente.case import check, load
from detente.case import records as case_records
from detente.case.bundled import template_path
from detente.case.dumping import plain
from detente.case.schema import case_schema, lint_schema, show_schema
from detente.case.yamlfile import YamlReader
from detente.errors import CODES

ROOT = Path(__file__).parents[2]
BROKEN = ROOT / "tests" / "broken" / "case"


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_field_of_the_format_says_what_it_means() -> None:
    wrong = [
        f"{record.__name__}.{name}"
        for record in vars(case_records).values()
        if isinstance(record, type)
        and issubclass(record, BaseModel)
        and record.__module__ == case_records.__name__
        for name, field in record.model_fields.items()
        if not field.description or not field.description.endswith(".")
    ]
    assert not wrong


def test_the_reference_has_every_key_and_code() -> None:
    docs = generator()
    page, codes = docs.case_reference(), docs.problem_reference()
    for record in docs._reachable():
        assert all(f"`{field.alias or name}`" in page for name, field in record.model_fields.items())
    assert all(f"| {code} |" in codes for code in CODES)


@pytest.mark.parametrize(
    "name", ["reference/case.md", "schemas/case.json", "schemas/lint.json", "schemas/show.json"]
)
def test_generated_pages_are_up_to_date(name: str) -> None:
    docs = generator()
    assert (ROOT / "docs" / name).read_text() == docs.PAGES[name]().rstrip("\n") + "\n", (
        "run python docs/generate.py"
    )


def test_the_comparison_can_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    docs = generator()
    docs.DOCS = tmp_path
    docs.PAGES = {"a.md": lambda: "words"}
    assert docs.main(["--check"]) == 1
    assert "+words" in capsys.readouterr().out
    assert not (tmp_path / "a.md").exists()
    assert docs.main([]) == 0
    assert docs.main(["--check"]) == 0


@pytest.mark.parametrize(
    "schema", [case_schema(), lint_schema(), show_schema()], ids=["case", "lint", "show"]
)
def test_schemas_are_schemas(schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"].endswith("2020-12/schema")


def yaml_of(folder: Path) -> Any:
    return YamlReader((folder / "case.yaml").read_text(), "case.yaml").read()


def faults(data: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(case_schema())
    return [error.message for error in validator.iter_errors(data)]


def test_the_schema_accepts_cases_as_written_and_as_dumped() -> None:
    for folder in (template_path(), BROKEN / "valid"):
        assert faults(yaml_of(folder)) == []
        assert faults(json.loads(json.dumps(plain(load(folder))))) == []


@pytest.mark.parametrize("code", ["C-011", "C-012", "C-014", "C-015"])
def test_the_schema_refuses_faults_of_form(code: str) -> None:
    assert faults(yaml_of(BROKEN / code))
    assert check(BROKEN / code)[0] is None


@pytest.mark.parametrize("power", [1.4, -0.1, None, True, {"because": ["s1"]}, {"value": 0.4, "x": 1}, [0.2]])
def test_the_schema_refuses_what_is_no_quantity(power: Any) -> None:
    data = yaml_of(BROKEN / "valid")
    data["war"]["power"] = power
    assert faults(data)
