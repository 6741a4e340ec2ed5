"""Coverage in the XML form of Cobertura, which build servers read.

A point that says that a stage ran makes a line; the others are its conditions.
"""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from pipesmith.coverage.model import Coverage, Point

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">\n'
)


def cobertura(coverage: Coverage) -> str:
    """Give the text of the XML file."""
    root = Element("coverage", {**_rates(coverage), "version": "1", "timestamp": "0"})
    SubElement(SubElement(root, "sources"), "source").text = "."
    packages = SubElement(root, "packages")
    package = SubElement(packages, "package", {"name": "", "complexity": "0", **_short(coverage)})
    classes = SubElement(package, "classes")
    for path in coverage.paths:
        own = coverage.of(path)
        about = {"name": path, "filename": path, "complexity": "0", **_short(own)}
        element = SubElement(classes, "class", about)
        SubElement(element, "methods")
        lines = SubElement(element, "lines")
        for number, points in own.by_line():
            _line(lines, number, points, own)
    indent(root)
    return HEAD + tostring(root, "unicode") + "\n"


def _line(parent: Element, number: int, points: tuple[Point, ...], coverage: Coverage) -> None:
    hits = _hits(points, coverage)
    line = SubElement(parent, "line", {"number": str(number), "hits": str(hits)})
    ways = [point for point in points if not point.ran]
    line.set("branch", "true" if ways else "false")
    if ways:
        taken = sum(coverage.times(point) > 0 for point in ways)
        line.set("condition-coverage", f"{100 * taken // len(ways)}% ({taken}/{len(ways)})")


def _hits(points: tuple[Point, ...], coverage: Coverage) -> int:
    """Count how often all stages of a line ran; without stages, how often a way was taken."""
    stages = [coverage.times(point) for point in points if point.ran]
    return min(stages) if stages else max(map(coverage.times, points))


def _figures(coverage: Coverage) -> tuple[int, int, int, int]:
    """Count lines gone through, lines, ways taken, ways."""
    lines = [_hits(points, coverage) > 0 for _, points in coverage.by_line()]
    ways = [coverage.times(point) > 0 for point in coverage.points if not point.ran]
    return sum(lines), len(lines), sum(ways), len(ways)


def _short(coverage: Coverage) -> dict[str, str]:
    lines, all_lines, ways, all_ways = _figures(coverage)
    return {"line-rate": _rate(lines, all_lines), "branch-rate": _rate(ways, all_ways)}


def _rates(coverage: Coverage) -> dict[str, str]:
    lines, all_lines, ways, all_ways = _figures(coverage)
    return {
        "line-rate": _rate(lines, all_lines),
        "branch-rate": _rate(ways, all_ways),
        "lines-covered": str(lines),
        "lines-valid": str(all_lines),
        "branches-covered": str(ways),
        "branches-valid": str(all_ways),
        "complexity": "0",
    }


def _rate(part: int, whole: int) -> str:
    return f"{part / whole:.4f}" if whole else "1"
