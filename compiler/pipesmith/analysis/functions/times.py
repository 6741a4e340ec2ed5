"""The functions of dates and times."""

from pipesmith.analysis.functions.date_patterns import check_format, check_parse
from pipesmith.analysis.functions.function import Function, LiteralRule

_DATE_UNIT = '"day" | "week" | "month" | "quarter" | "year"'
_TIME_UNIT = f'"millisecond" | "second" | "minute" | "hour" | {_DATE_UNIT}'

FUNCTIONS: tuple[Function, ...] = (
    Function(
        "now_plus",
        ("(duration: duration) -> datetime",),
        "Give the start of the run plus a duration: `context.now + duration`.",
        "now_plus(1h) > context.now",
        may_fail=True,
        reads_context=True,
    ),
    Function(
        "date_add",
        (
            f"(value: date, amount: int, unit: {_DATE_UNIT}) -> date",
            f"(value: datetime, amount: int, unit: {_TIME_UNIT}) -> datetime",
        ),
        "Add units of the calendar, in UTC; a day that a month lacks becomes its last.",
        'date_add(parse_date("2026-01-31"), 1, "month") == parse_date("2026-02-28")',
        may_fail=True,
    ),
    Function(
        "date_diff",
        (
            f'(start: date, end: date, unit: {_DATE_UNIT} = "day") -> int',
            f'(start: datetime, end: datetime, unit: {_TIME_UNIT} = "day") -> int',
        ),
        "Count the whole units from a start to an end; negative when the end is earlier.",
        'date_diff(parse_date("2026-01-01"), parse_date("2026-02-01")) == 31',
    ),
    Function(
        "format_date",
        (
            "(value: date, pattern: string) -> string",
            '(value: datetime, pattern: string, timezone: string = "UTC") -> string',
        ),
        "Write a date or time by a pattern such as `yyyy-MM-dd HH:mm`.",
        'format_date(parse_date("2026-01-31"), "dd.MM.yyyy") == "31.01.2026"',
        may_fail=True,
        literals=(LiteralRule("pattern", check_format),),
    ),
    Function(
        "parse_date",
        ('(text: string, pattern: string = "yyyy-MM-dd") -> date',),
        "Read a date by a pattern of year, month and day.",
        'parse_date("31.01.2026", "dd.MM.yyyy") == parse_date("2026-01-31")',
        may_fail=True,
        literals=(LiteralRule("pattern", check_parse),),
    ),
    Function(
        "start_of",
        (
            f"(value: date, unit: {_DATE_UNIT}) -> date",
            f'(value: datetime, unit: {_TIME_UNIT}, timezone: string = "UTC") -> datetime',
        ),
        "Give the first instant or day of the unit that a value lies in; weeks start on Monday.",
        'start_of(parse_date("2026-01-31"), "month") == parse_date("2026-01-01")',
        may_fail=True,
    ),
    Function(
        "to_timezone",
        ("(value: datetime, timezone: string) -> string",),
        "Write an instant as the local time of a zone, with its offset.",
        'ends_with(to_timezone(context.now, "UTC"), "+00:00")',
        may_fail=True,
    ),
)
