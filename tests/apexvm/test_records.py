"""Records: changes, results, queries and metadata."""

import pytest
from tests.apexvm import Project, Thrown
from tests.apexvm.snippets import project_of, run, thrown

FIELD = """<CustomField xmlns="http://soap.sforce.com/2006/04/metadata">
<fullName>{name}</fullName><type>{type}</type>{more}</CustomField>"""


def fields(**types: str) -> dict[str, str]:
    return {
        f"objects/Run__c/fields/{name}__c.field-meta.xml": field(f"{name}__c", *words.split())
        for name, words in types.items()
    }


def field(name: str, kind: str, *more: str) -> str:
    pairs = [one.split("=") for one in more]
    extra = "".join(f"<{tag}>{text}</{tag}>" for tag, text in pairs)
    return FIELD.format(name=name, type=kind, more=extra)


SHAPE = fields(
    Name2="Text unique=true length=5 required=true",
    Count="Number defaultValue=7",
    Done="Checkbox defaultValue=false",
)


def project(body: str) -> Project:
    made = project_of(body)
    made.add(SHAPE)
    return made


def given(body: str) -> object:
    found: object = project(body).call_static("Snippet", "run")
    return found


def test_records_are_kept_with_defaults_and_found() -> None:
    body = """
        Run__c one = new Run__c(name2__c = 'a', Count__c = 3);
        insert new List<Run__c>{ one, new Run__c(Name2__c = 'b') };
        one.Done__c = true;
        update one;
        List<String> found = new List<String>();
        for (Run__c each : [SELECT Name2__c, Count__c, Done__c FROM Run__c
                            ORDER BY Name2__c DESC]) {
            found.add(each.Name2__c + each.Count__c + each.Done__c);
        }
        return String.join(found, ' ');
    """
    assert given(body) == "b7false a3true"


def test_what_is_wrong_is_told_by_record() -> None:
    body = """
        List<Run__c> all = new List<Run__c>{
            new Run__c(Name2__c = 'a'), new Run__c(Name2__c = 'A'),
            new Run__c(Name2__c = 'toolong'), new Run__c() };
        List<String> told = new List<String>();
        for (Database.SaveResult one : Database.insert(all, false, AccessLevel.SYSTEM_MODE)) {
            told.add(one.isSuccess() ? 'ok' : one.getErrors()[0].getStatusCode().name());
        }
        return told;
    """
    assert given(body) == ["ok", "DUPLICATE_VALUE", "STRING_TOO_LONG", "REQUIRED_FIELD_MISSING"]


def test_one_wrong_record_undoes_all() -> None:
    body = """
        try {
            insert new List<Run__c>{ new Run__c(Name2__c = 'a'), new Run__c() };
        } catch (DmlException e) {
            return e.getMessage() + [SELECT COUNT() FROM Run__c] + e.getDmlType(0);
        }
        return null;
    """
    assert given(body) == (
        "Insert failed. First exception on row 1; first error: REQUIRED_FIELD_MISSING, "
        "Required fields are missing: [Name2__c]: [Name2__c]0REQUIRED_FIELD_MISSING"
    )


def test_upsert_finds_by_a_field() -> None:
    body = """
        insert new Run__c(Name2__c = 'a', Count__c = 1);
        List<Run__c> all = new List<Run__c>{ new Run__c(Name2__c = 'a', Count__c = 2),
            new Run__c(Name2__c = 'b') };
        List<Database.UpsertResult> told = Database.upsert(all, Run__c.Name2__c, true);
        Decimal sum = [SELECT Count__c FROM Run__c WHERE Name2__c = 'a' LIMIT 1].Count__c;
        return sum + ' ' + told[0].isCreated() + told[1].isCreated();
    """
    assert given(body) == "2 falsetrue"


def test_queries_compare_as_soql_does() -> None:
    body = """
        insert new List<Run__c>{ new Run__c(Name2__c = 'abc', Count__c = 1),
            new Run__c(Name2__c = 'abd', Count__c = 2),
            new Run__c(Name2__c = 'x', Count__c = null) };
        String prefix = 'AB%';
        Set<String> names = new Set<String>{ 'X' };
        return new List<Integer>{
            [SELECT COUNT() FROM Run__c WHERE Name2__c LIKE :prefix],
            [SELECT COUNT() FROM Run__c WHERE Name2__c IN :names OR Count__c > 1],
            [SELECT COUNT() FROM Run__c WHERE (NOT Count__c = null) AND Count__c <= 1],
            [SELECT Id FROM Run__c ORDER BY Count__c NULLS LAST LIMIT 2 OFFSET 1].size(),
            Database.countQuery('SELECT COUNT() FROM Run__c WHERE Count__c != 2'),
            Database.queryWithBinds('SELECT Id FROM Run__c WHERE Name2__c = :n',
                new Map<String, Object>{ 'n' => 'x' }, AccessLevel.USER_MODE).size()
        };
    """
    assert given(body) == [2, 2, 1, 2, 2, 1]


def test_a_field_that_was_not_queried_is_refused() -> None:
    body = "insert new Run__c(Name2__c = 'a'); return [SELECT Id FROM Run__c][0].Name2__c;"
    with pytest.raises(Thrown, match=r"without querying the requested field: Run__c\.Name2__c"):
        given(body)


def test_no_record_is_no_answer() -> None:
    assert thrown("Account a = [SELECT Id FROM Account];") == (
        "System.QueryException: List has no rows for assignment to SObject"
    )


def test_a_savepoint_brings_records_back() -> None:
    body = """
        Savepoint sp = Database.setSavepoint();
        insert new Run__c(Name2__c = 'a');
        Database.rollback(sp);
        return [SELECT COUNT() FROM Run__c];
    """
    assert given(body) == 0


def test_custom_metadata_is_read_by_name() -> None:
    record = """<CustomMetadata xmlns="http://soap.sforce.com/2006/04/metadata"
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
        xmlns:xsd="http://www.w3.org/2001/XMLSchema"><label>M</label>
        <values><field>Name__c</field><value xsi:type="xsd:string">gpt</value></values>
        </CustomMetadata>"""
    made = project_of(
        "return Model__mdt.getInstance('fast').Name__c + Model__mdt.getInstance('slow');"
    )
    made.add({"customMetadata/Model.fast.md-meta.xml": record})
    assert made.call_static("Snippet", "run") == "gptnull"


def test_records_are_written_as_json() -> None:
    assert run("return JSON.serialize(new Account(name = 'x'));") == (
        '{"attributes":{"type":"Account"},"name":"x"}'
    )
