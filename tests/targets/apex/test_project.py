"""What a build gives: a whole sfdx project, the same each time, without a secret."""

import json
from xml.etree import ElementTree

import pytest
from tests.targets.apex.building import built, classes, refused

from pipesmith.target import GENERATED, Bundle

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
    assert project["packageDirectories"] == [{"path": "force-app", "default": True}]
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


def test_the_manifest_names_every_class(bundle: Bundle) -> None:
    manifest = ElementTree.fromstring(bundle.files["manifest/package.xml"])
    named = {each.text for each in manifest.iter() if each.tag.endswith("members")}
    assert named == {path.rpartition("/")[2][:-4] for path in bundle.files if path.endswith(".cls")}


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
    assert "`CRM_URL`" in told and "`CRM_TOKEN`" in told and "`NEWS_PASSWORD`" in told


def test_who_runs_pipelines_may_use_the_credentials(bundle: Bundle) -> None:
    text = bundle.files[f"{HOME}/permissionsets/Main_Pipelines.permissionset-meta.xml"]
    assert "<externalCredentialPrincipal>CRM_URL-Pipelines</externalCredentialPrincipal>" in text
    assert "<apexClass>RatingAction</apexClass>" in text


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
