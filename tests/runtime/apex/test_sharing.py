"""The runtime sees its own books whoever owns a record; business data is shared as ever."""

import re

from pipesmith_apex_runtime import classes

_BOOKS = re.compile(r"\bFROM Pipeline(?:Run|Signal)__c\b|\.SYSTEM_MODE\b")
_WITHOUT = re.compile(r"^public [\w ]*\bwithout sharing class ", re.MULTILINE)


def apart(sources: dict[str, str]) -> set[str]:
    """Give the classes that touch the books and see what is shared alone, or the reverse."""
    return {
        name
        for name, text in sources.items()
        if bool(_BOOKS.search(text)) != bool(_WITHOUT.search(text))
    }


SOURCES = {name: text for name, text in classes().items() if name.endswith(".cls")}


def test_a_run_sees_what_another_user_wrote_for_it() -> None:
    assert apart(SOURCES) == set()
    assert _WITHOUT.search(SOURCES["PipelinePlatform.cls"])


def test_a_class_that_shares_its_books_is_noticed() -> None:
    platform = SOURCES["PipelinePlatform.cls"]
    job = SOURCES["PipelineJob.cls"]
    found = {
        "PipelinePlatform.cls": platform.replace("without sharing", "inherited sharing"),
        "PipelineJob.cls": job.replace("with sharing", "without sharing"),
    }
    assert apart(SOURCES | found) == {*found}
