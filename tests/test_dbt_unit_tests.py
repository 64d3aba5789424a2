"""The dbt unit tests: every rule of the register (02-register) on a handful of rows, in the real engine."""

import pytest

from tests.project_files import yaml_entries
from tests.scratch_warehouse import scratch_warehouse


def test_every_rule_holds(tmp_path_factory: pytest.TempPathFactory) -> None:
    """All unit tests of the YAML ran, and all passed."""
    warehouse = scratch_warehouse(tmp_path_factory)
    statuses = warehouse.results("unit_test")
    assert {name: status for name, status in statuses.items() if status != "pass"} == {}, warehouse.said
    assert sorted(statuses) == sorted(entry["name"] for entry in yaml_entries("unit_tests"))


def test_every_list_has_its_grain(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The tests of the seeds, which a monthly build leaves out."""
    warehouse = scratch_warehouse(tmp_path_factory)
    statuses = warehouse.results("test")
    assert {name: status for name, status in statuses.items() if status != "pass"} == {}, warehouse.said
    assert len(statuses) == len(yaml_entries("seeds"))
