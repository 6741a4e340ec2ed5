"""What a build gives: a whole sfdx project, the same each time, without a secret."""

import json
from xml.etree import ElementTree

import pytest
from tests.targets.apex.building import built, checked, classes, refused

from pipesmith.target import GENERATED, Bundle, Options
from pipesmith_targets.apex import TARGET

SOURCE = """
/// The level of a customer.
enum Level { low, high }

record Customer { name: string  level: Level }

operator fetch(id: string) -> Customer {
  http GET "{{env.CRM_URL}}/customers/{{id}}" {
    header "Accept" = "application/json"
    auth bearer secret.CRM_TOKEN
  }
}

operator tell(name: string) {
  http POST "https://news.example.com/told" {
    auth basic "me", secret.NEWS_PASSWORD
    body { name: name }
  }
}

node rate(customer: Customer) -> Level {
  model "default"
  prompt "Rate {{customer.name}}."
}

/// Rate one customer.
pipeline rating version "1.0.0" (id: string, limit: int = 3) -> Level {
  stage customer = fetch(id: id)
  stage level = rate(customer)
  do tell(name: customer.name) when limit > 2
  return level
}
"""
HOME = "force-app/main/default"


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return built(SOURCE)


def test_it_is_a_whole_project(bundle: Bundle) -> None:
    project = json.loads(bundle.files["sfdx-project.json"])
    assert project["sourceApiVersion"] == "67.0"
    folders = project["packageDirectories"]
    assert folders == [{"path": "force-app", "default": True}, {"path": "models-api"}]
    assert bundle.entry == f"{HOME}/classes/Rating.cls"
    assert {*classes(bundle)} == {"Rating", "RatingAction"}
    for path in bundle.files:
        if path.endswith(".cls"):
            assert f"{path}-meta.xml" in bundle.files
    for path in ("PipelineSetting__mdt", "PipelineModel__mdt"):
        assert f"{HOME}/objects/{path}/{path}.object-meta.xml" in bundle.files


def test_every_file_says_near_its_top_that_it_was_generated(bundle: Bundle) -> None:
    for path, text in bundle.files.items():
        assert GENERATED in text[:3000], path


def test_metadata_is_well_formed(bundle: Bundle) -> None:
    for path, text in bundle.files.items():
        if path.endswith(".xml"):
            ElementTree.fromstring(text)


def test_the_manifest_names_all_that_is_deployed(bundle: Bundle) -> None:
    manifest = ElementTree.fromstring(bundle.files["manifest/package.xml"])
    space = {"": "http://soap.sforce.com/2006/04/metadata"}
    named = {
        kind.findtext("name", "", space): {each.text for each in kind.findall("members", space)}
        for kind in manifest.findall("types", space)
    }
    deployed = [path for path in bundle.files if path.startswith(HOME) and path.endswith(".cls")]
    classes = {path.rpartition("/")[2][:-4] for path in deployed}
    assert named.pop("ApexClass") == classes
    assert named.pop("CustomObject") >= {"PipelineSetting__mdt", "PipelineModel__mdt"}
    assert {kind: len(names) for kind, names in named.items()} == {
        "ExternalCredential": 2,
        "NamedCredential": 2,
        "PermissionSet": 1,
    }


def test_the_same_program_gives_the_same_bytes(bundle: Bundle) -> None:
    assert built(SOURCE).files == bundle.files


def test_secrets_stand_in_credentials_as_formulas(bundle: Bundle) -> None:
    def header(name: str) -> str:
        text = bundle.files[f"{HOME}/externalCredentials/{name}.externalCredential-meta.xml"]
        values = [e.text for e in ElementTree.fromstring(text).iter() if "parameterValue" in e.tag]
        return str(values[0])

    assert header("CRM_URL") == "{!'Bearer ' & $Credential.CRM_URL.CRM_TOKEN}"
    basic = "{!'Basic ' & BASE64ENCODE(BLOB('me' & ':' & $Credential.Tell.NEWS_PASSWORD))}"
    assert header("Tell") == basic
    assert all("CRM_TOKEN" not in text for text in classes(bundle).values())
    assert ".namedCredential('CRM_URL')" in classes(bundle)["Rating"]


def test_what_is_to_be_entered_in_the_org_is_told(bundle: Bundle) -> None:
    told = bundle.files["SETUP.md"]
    assert "   - `CRM_URL`: as its URL the host alone" in told
    assert "the variable `CRM_URL` holds the host and the path; for the principal" in told
    assert "the parameters `CRM_TOKEN`" in told
    assert "   - `Tell`: for the principal" in told and "parameters `NEWS_PASSWORD`" in told
    assert "calls the model:\n   - `default`\n" in told
    assert "`PipelineOperator`" not in told


def test_how_a_project_is_deployed_is_told(bundle: Bundle) -> None:
    told = bundle.files["SETUP.md"]
    assert "In this folder" in told and "sf project deploy start --source-dir force-app\n" in told
    assert "What is entered for\n`CRM_URL` stays where" in told
    assert "Assign the permission set `Main_Pipelines`" in told


OWN = """
operator stock(id: string) -> int { apex "StockCheck" }
operator price(id: string) -> int {
  http GET "https://price.example/{{id}}" { auth named_credential "Prices" }
}
pipeline look(id: string, which: string) -> string {
  do stock(id)
  do price(id)
  stage said = llm.generate(task: id, model: which)
  return said.content
}
"""


def test_what_the_org_brings_is_told() -> None:
    told = built(OWN).files["SETUP.md"]
    assert "each implements `PipelineOperator`" in told and "   - `StockCheck`\n" in told
    assert "with the host alone as URL" in told and "   - `Prices`\n" in told
    assert "   - each model whose name only a run knows\n" in told
    assert ".forceignore" not in told


# ------------------------------------------------------------------ who may do what


def permissions(source: str) -> ElementTree.Element:
    files = built(source).files
    (text,) = (text for path, text in files.items() if "/permissionsets/" in path)
    return ElementTree.fromstring(text)


def names(found: ElementTree.Element, kind: str, member: str) -> list[str | None]:
    return [each.findtext(f"{{*}}{member}") for each in found.findall(f"{{*}}{kind}")]


def test_who_runs_pipelines_may_use_what_they_use() -> None:
    found = permissions(SOURCE)
    assert names(found, "externalCredentialPrincipalAccesses", "externalCredentialPrincipal") == [
        "CRM_URL-Pipelines",
        "Tell-Pipelines",
    ]
    assert names(found, "classAccesses", "apexClass") == ["Rating", "RatingAction"]
    assert names(found, "objectPermissions", "object") == ["UserExternalCredential"]
    assert names(found, "customMetadataTypeAccesses", "name") == [
        "PipelineBudget__mdt",
        "PipelineModel__mdt",
        "PipelineSetting__mdt",
    ]
    assert names(found, "fieldPermissions", "field") == []


JOB = "pipeline later() -> int { wait 1m return 1 }"
ASKING = """
pipeline asked() -> bool {
  stage said = signal "approval" as bool
  return said
}
"""


def test_who_runs_jobs_may_look_at_them_and_ask_for_their_end() -> None:
    found = permissions(JOB)
    assert names(found, "objectPermissions", "object") == ["PipelineProgress__e", "PipelineRun__c"]
    assert names(found, "objectPermissions", "allowEdit") == ["false", "true"]
    fields = names(found, "fieldPermissions", "field")
    assert "PipelineRun__c.Status__c" in fields and len(fields) == 7
    editable = names(found, "fieldPermissions", "editable")
    assert fields[editable.index("true")] == "PipelineRun__c.CancelRequested__c"
    assert editable.count("true") == 1


def test_who_runs_jobs_may_send_them_signals() -> None:
    found = permissions(ASKING)
    objects = names(found, "objectPermissions", "object")
    created = names(found, "objectPermissions", "allowCreate")
    assert created[objects.index("PipelineSignal__c")] == "true"
    fields = dict(
        zip(
            names(found, "fieldPermissions", "field"),
            names(found, "fieldPermissions", "editable"),
            strict=True,
        )
    )
    assert fields["PipelineSignal__c.Value__c"] == "true"


def test_no_right_is_given_that_nothing_needs() -> None:
    found = permissions("pipeline one() -> int { return 1 }")
    kinds = {each.tag.partition("}")[2] for each in found}
    assert kinds == {"classAccesses", "description", "hasActivationRequired", "label"}


REQUIRED = {
    "objectPermissions": (
        *("allowCreate", "allowDelete", "allowEdit", "allowRead"),
        *("modifyAllRecords", "object", "viewAllRecords"),
    ),
    "fieldPermissions": ("editable", "field"),
    "customMetadataTypeAccesses": ("enabled", "name"),
}
"""What the reference of the metadata asks for."""


@pytest.mark.parametrize("kind", REQUIRED)
def test_each_right_says_all_that_the_metadata_asks_for(kind: str) -> None:
    found = permissions(ASKING + SOURCE).findall(f"{{*}}{kind}")
    assert found
    for each in found:
        assert {part.tag.partition("}")[2] for part in each} >= {*REQUIRED[kind]}


def test_the_class_shows_what_a_transaction_needs(bundle: Bundle) -> None:
    rating = classes(bundle)["Rating"]
    assert " * | callouts        | 3        | 100   |\n" in rating
    assert " * | callout time    | 120 s    | 120 s |\n" in rating


def test_an_action_gives_flow_what_it_can_hold(bundle: Bundle) -> None:
    action = classes(bundle)["RatingAction"]
    assert "callout=true" in action
    assert "public Long limitValue;" in action


CALL = "\npipeline p() -> int { stage a = f(n: 1) return a }"
HOLDING = [
    'operator f(n: int) -> int { http GET "https://a.example" { query "k" = secret.KEY } }',
    """operator f(n: int) -> int {
      http GET "https://a.example" { header "X" = "{{n}}{{secret.KEY}}" }
    }""",
]


@pytest.mark.parametrize("operator", HOLDING)
def test_a_secret_that_the_platform_cannot_put_in_is_refused(operator: str) -> None:
    assert refused(operator + CALL) == ["apex/secret"]


def test_a_secret_that_code_would_hold_is_refused() -> None:
    operator = 'operator f(key: string) -> int { apex "F" }'
    call = "\npipeline p() -> int { stage a = f(key: secret.KEY) return a }"
    assert refused(operator + call) == ["apex/secret"]


# ------------------------------------------------------------------ requests of pipelines

REQUESTS = """
operator news() -> string { http GET "https://news.example:8443/all" }

pipeline look(id: string, url: string) -> json {
  stage made = http.request(
    method: "POST",
    url: "{{env.DESK_URL}}/tickets",
    headers: { "Authorization": "Bearer {{secret.DESK_TOKEN}}", "X-Id": id },
  )
  stage same = http.request(
    method: "GET", url: "https://desk.example/{{id}}", headers: { "X-Key": secret.KEY },
  )
  stage open = http.request(method: "GET", url: "{{env.OPEN_URL}}/a")
  stage other = http.request(method: "GET", url)
  stage named = http.request(method: "GET", url: "https://desk.example?q={{id}}")
  do news()
  return [made.body, same.body, open.body, other.body, named.body]
}
"""


@pytest.fixture(scope="module")
def requests() -> Bundle:
    return TARGET.emit(checked(REQUESTS), Options())


def test_headers_with_secrets_are_left_to_credentials(requests: Bundle) -> None:
    look = classes(requests)["Look"]
    assert ".headers(new Map<String, String>{ 'X-Id' => state.id })" in look
    assert ".namedCredential('DESK_URL')" in look
    assert ".namedCredential('LookSame')" in look
    assert "DESK_TOKEN" not in look
    path = f"{HOME}/namedCredentials/LookSame.namedCredential-meta.xml"
    assert "<parameterValue>https://desk.example</parameterValue>" in requests.files[path]


def test_hosts_that_the_source_names_are_told_to_the_org(requests: Bundle) -> None:
    folder = f"{HOME}/remoteSiteSettings/"
    sites = [text for path, text in requests.files.items() if path.startswith(folder)]
    urls = [ElementTree.fromstring(text).findtext("{*}url") for text in sites]
    assert urls == ["https://desk.example", "https://news.example:8443"]
    told = requests.files["SETUP.md"].partition("Remote Site Settings:\n")[2]
    assert told == "   - the host of `OPEN_URL`\n   - each host that only a run knows\n"


@pytest.mark.parametrize(
    "given",
    [
        'url: "https://a.example", query: { k: secret.KEY }',
        'url: "https://a.example", headers: { "X": "{{id}}{{secret.KEY}}" }',
        'url: id, headers: { "X": secret.KEY }',
        'url: "https://a{{id}}", headers: { "X": secret.KEY }',
        'url: "https://{{id}}/a", headers: { "X": secret.KEY }',
        'url: "https://a.example", headers: id == "" ? { "X": secret.KEY } : {}',
    ],
)
def test_a_secret_of_a_request_that_no_credential_puts_in_is_refused(given: str) -> None:
    call = f'stage a = http.request(method: "GET", {given})'
    text = f"pipeline p(id: string) -> int {{ {call} return a.status }}"
    assert {*refused(text)} - {"apex/unknown-host"} == {"apex/secret"}


def test_the_models_of_salesforce_are_asked_by_a_class_that_is_deployed_apart() -> None:
    asking = built('node f(n: int) -> int { model "default" prompt "x" }\n' + CALL)
    path = "models-api/main/default/classes/pipeline-runtime/PipelineModelsApi.cls"
    assert path in asking.files and f"{path}-meta.xml" in asking.files
    assert '"path": "models-api"' in asking.files["sfdx-project.json"]
    assert "PipelineModelsApi" not in asking.files["manifest/package.xml"]
    assert "models-api" in asking.files["SETUP.md"]
    silent = built("pipeline p() -> int { return 1 }")
    assert not [each for each in silent.files if each.startswith("models-api")]
    assert "models-api" not in silent.files["sfdx-project.json"]
