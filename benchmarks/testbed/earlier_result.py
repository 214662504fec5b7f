"""The verifiers of an earlier result, to be compared with those of this run list by list."""

import json
from collections.abc import Mapping
from pathlib import Path

from benchmarks.comparison.defects import Defects
from benchmarks.testbed.errors import TestbedError
from benchmarks.testbed.figures import SplitSize

OTHER_LISTS = "split of an earlier result with other lists"


def earlier_signs(
    path: Path, sizes: Mapping[str, SplitSize], defects: Defects
) -> dict[str, dict[str, str]]:
    """By split and verifier the signs of the lists, for splits that hold the same lists.

    A split that does not is a defect. Raises TestbedError for a file that is no result.
    """
    try:
        figures = json.loads(path.read_bytes())["figures"]
        known = {name: size["fingerprint"] for name, size in figures["splits"].items()}
        verifiers = [
            (f"{one['verifier']}, {one['engine']} in {path.name}", one["right"])
            for one in figures["verifiers"]
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise TestbedError(f"--against {path} is no result of the testbed: {error!r}") from error
    found: dict[str, dict[str, str]] = {}
    for name, size in sizes.items():
        if known.get(name) != size.fingerprint:
            defects.add(OTHER_LISTS, name, f"{path.name}: same data, seed and options are needed")
            continue
        found[name] = {label: right[name] for label, right in verifiers if name in right}
    return found
