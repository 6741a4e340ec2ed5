"""The CRM and the alert service that this sample talks to, each with one bad moment."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from loopback import Reply, Request, serve

from pipesmith_runtime.testing.model_server import ModelServer

TOKEN = "a-token-for-the-sample"
FIRST = "0b0f4a1e-58a1-4a5e-9d6c-2f1f7f1a000"

RECORDS = {
    f"{FIRST}1": ("2015-03-02", [("A-1", "120.00", False), ("A-2", "95.50", False)]),
    f"{FIRST}2": ("2019-11-20", [("B-1", "18200.00", True), ("B-2", "9400.00", True)]),
    f"{FIRST}3": ("2021-06-14", [("C-1", "3100.00", False)]),
    f"{FIRST}4": ("2023-01-09", [("D-1", "45000.00", True), ("D-2", "51250.75", True)]),
    f"{FIRST}5": ("2024-08-30", []),
}
"""Customer -> since when, and orders as number, total, paid late."""


class Crm:
    """Knows the customers; its first answer about one of them is an error, for a retry to meet."""

    def __init__(self) -> None:
        self.stumbles = {f"{FIRST}3"}

    def __call__(self, request: Request) -> Reply:
        """Give a customer's record."""
        if request.token != TOKEN:
            return Reply(401, {"error": "a valid token is needed"})
        customer = request.path.removeprefix("/customers/")
        if customer in self.stumbles:
            self.stumbles.remove(customer)
            return Reply(503, {"error": "busy"})
        if customer not in RECORDS:
            return Reply(404, {"error": "no such customer"})
        return Reply(200, record(customer))


def record(customer: str) -> dict[str, object]:
    """Give a record as the CRM writes it."""
    since, orders = RECORDS[customer]
    rows = [{"number": n, "total": total, "paid_late": late} for n, total, late in orders]
    return {"customer": customer, "since": since, "orders": rows}


def alerts(request: Request) -> Reply:
    """Take an alert; the line to one customer's account manager is dead."""
    if request.path == "/oncall":
        return Reply(200, None)
    customer = request.body["customer"]
    if customer == f"{FIRST}2":
        return Reply(500, {"error": "no account manager answers"})
    return Reply(200, {"customer": customer, "channel": "mail"})


@contextmanager
def services() -> Iterator[dict[str, str]]:
    """Serve CRM, alerts and model until the block ends; give the environment that names them."""
    with ExitStack() as stack:
        model = stack.enter_context(ModelServer(Path(__file__).with_name("model_script.json")))
        yield {
            "CRM_URL": stack.enter_context(serve(Crm())),
            "CRM_TOKEN": TOKEN,
            "NOTIFY_URL": stack.enter_context(serve(alerts)),
            "MODEL_URL": model.url,
            "MODEL_KEY": "a-key-for-the-sample",
        }
