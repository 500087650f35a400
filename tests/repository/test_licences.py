"""What a clinic runs may be given away under Apache-2.0: each dependency of it has a permissive licence."""

import json
import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
PERMISSIVE = re.compile(
    r"MIT(-0|-CMU| License)?|BSD( License|-[23]-Clause)?|0BSD|ISC|Unlicense|CC0-1\.0"
    r"|PSF-2\.0|Python Software Foundation License|Apache([- ]2\.0| Software License| License, Version 2\.0)|OFL-1\.1"
)


def refused(licences: dict[str, str]) -> dict[str, str]:
    """Those of which some part, where parts are joined by AND or OR, is not known to be permissive."""
    return {
        package: licence
        for package, licence in licences.items()
        if not all(PERMISSIVE.fullmatch(part) for part in re.split(r" (?:AND|OR) ", licence.strip("()")))
    }


def python_licence(package: str) -> str | None:
    """As the package declares it; None when it is locked for other Pythons or platforms only."""
    try:
        declared = metadata(package).json
    except PackageNotFoundError:
        return None
    classifiers = [
        line.rpartition(" :: ")[2] for line in declared.get("classifier", []) if line.startswith("License ::")
    ]
    return str(declared.get("license_expression") or " AND ".join(classifiers) or declared.get("license", ""))


def test_every_python_package_of_the_app_is_permissively_licensed():
    lock = (ROOT / "requirements" / "app.txt").read_text()
    found = {package: python_licence(package) for package in re.findall(r"^([\w.-]+)==", lock, flags=re.MULTILINE)}
    licences = {package: licence for package, licence in found.items() if licence is not None}
    assert "aiohttp" in licences
    assert refused(licences) == {}


def test_every_package_in_the_pages_is_permissively_licensed():
    packages = json.loads((ROOT / "client_web" / "package-lock.json").read_text())["packages"]
    licences = {path: package["license"] for path, package in packages.items() if path and not package.get("dev")}
    assert "node_modules/react" in licences
    assert refused(licences) == {}


def test_a_licence_that_asks_for_more_is_refused():
    assert refused({"a": "MIT", "b": "GPL-3.0-only", "c": "MIT AND AGPL-3.0", "d": ""}).keys() == {"b", "c", "d"}
