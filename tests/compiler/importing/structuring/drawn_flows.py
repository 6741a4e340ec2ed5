"""Flows that are drawn: points with ways to any others, and loops among them."""

from hypothesis import strategies as st

from pipesmith.importing.structuring.flow import END, Flow, Kind, Point, Way


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    """Draw points with ways to any others."""
    names = [f"n{number}" for number in range(draw(st.integers(1, 9)))]
    target = st.sampled_from([*names, END])
    points = {}
    for name in names:
        kind = draw(st.sampled_from([Kind.step, Kind.choice, Kind.choice, Kind.stop]))
        count = {Kind.step: 1, Kind.stop: 0}.get(kind, draw(st.integers(2, 3)))
        points[name] = Point(name, kind, tuple(Way(str(n), draw(target)) for n in range(count)))
    return Flow(names[0], points)


@st.composite
def looping_flows(draw: st.DrawFn) -> Flow:
    """Draw points among which are loops over items."""
    flow = draw(flows())
    points = dict(flow.points)
    for name in draw(st.lists(st.sampled_from(sorted(points)), min_size=1, max_size=2)):
        done = draw(st.sampled_from([*sorted({*points} - {name}), END]))
        ways = (Way("body", draw(st.sampled_from([*points, END]))), Way("done", done))
        points[name] = Point(name, Kind.each, ways)
    return Flow(flow.entry, points)
