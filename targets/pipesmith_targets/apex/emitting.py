"""A program as an sfdx project: its classes, their metadata, and the runtime beside them."""

from collections.abc import Iterable, Iterator, Mapping

from pipesmith.ir import nodes as n
from pipesmith.target import GENERATED, Bundle, Options
from pipesmith_apex_runtime import classes, models_api, objects
from pipesmith_apex_runtime import tests as tests_of_runtime
from pipesmith_targets.apex.hosts import remote_sites
from pipesmith_targets.apex.naming import pascal
from pipesmith_targets.apex.permissions import access_of
from pipesmith_targets.apex.prerequisites import Prerequisites
from pipesmith_targets.apex.program_names import ProgramNames
from pipesmith_targets.apex.project import class_metadata, manifest, project_file, rendered
from pipesmith_targets.apex.reasons import told_of_jobs
from pipesmith_targets.apex.setup import setup_text
from pipesmith_targets.apex.splitting import written
from pipesmith_targets.apex.suppressing import printed
from pipesmith_targets.apex.testing.classes import test_classes_of

PRETTIER = f"""\
# {GENERATED}: how its classes are laid out.
plugins: [prettier-plugin-apex]
tabWidth: 4
printWidth: 100
"""

File = tuple[str, str]
"""A path in the project, and a text."""

HOME = "force-app/main/default"
FOLDER = f"{HOME}/classes"
RUNTIME = f"{FOLDER}/pipeline-runtime"
RUNTIME_TESTS = f"{FOLDER}/pipeline-runtime-tests"
"""The tests of the runtime, which an org counts when it asks for tests of all its lines."""
MODELS_API = "models-api/main/default/classes/pipeline-runtime"


def emit(program: n.Program, options: Options) -> Bundle:
    """Write all files of the project."""
    names, made = written(program)
    tests = _tests(program, names) if options.tests else {}
    needed = Prerequisites.of(program, has_jobs=bool(names.jobs))
    apart = _apart() if needed.models else {}
    folders = {path.partition("/")[0] for path in apart}
    files = {"sfdx-project.json": project_file(folders), ".prettierrc": PRETTIER}
    for name, text in (made | tests).items():
        files[f"{FOLDER}/{name}.cls"] = text
        files[f"{FOLDER}/{name}.cls-meta.xml"] = class_metadata()
    files |= dict(_copied(RUNTIME, classes())) | dict(_objects())
    if options.tests:
        files |= dict(_copied(RUNTIME_TESTS, tests_of_runtime()))
    files |= dict(_settings(program, needed, made)) | apart
    homes = (path.removeprefix(f"{HOME}/") for path in files if path.startswith(HOME))
    files["manifest/package.xml"] = manifest(homes)
    return Bundle(files, _entry(program, names), notes=tuple(told_of_jobs(program)))


def _tests(program: n.Program, names: ProgramNames) -> dict[str, str]:
    return {each.name: printed(each) for each in test_classes_of(program, names)}


def _entry(program: n.Program, names: ProgramNames) -> str:
    """Give the class of the first pipeline of the program's subject, or of what it declares."""
    module = _subject(program)
    first = next((names.pipelines[module.name, each.name] for each in module.pipelines), None)
    return f"{FOLDER}/{first or names.homes[module.name]}.cls"


def _subject(program: n.Program) -> n.Module:
    """Give what the program is about: its entry, or, where that only tests, what it tests."""
    entry = program.entry
    tested = next((each.module for each in entry.tests), None)
    if entry.pipelines or tested is None:
        return entry
    return next(each for each in program.modules if each.name == tested)


def _apart() -> dict[str, str]:
    """Give what asks models through Salesforce, in a folder of its own: not every org has it."""
    return dict(_copied(MODELS_API, models_api()))


def _settings(program: n.Program, needed: Prerequisites, made: Iterable[str]) -> Iterator[File]:
    """Give credentials without secrets, hosts, who may use all, and what is to be entered."""
    for each in needed.credentials:
        path = f"externalCredentials/{each.name}.externalCredential-meta.xml"
        yield f"{HOME}/{path}", rendered("externalCredential.xml.jinja", credential=each)
        path = f"namedCredentials/{each.name}.namedCredential-meta.xml"
        yield f"{HOME}/{path}", rendered("namedCredential.xml.jinja", credential=each)
    for site in remote_sites(each for each in needed.hosts if each is not None):
        path = f"remoteSiteSettings/{site.name}.remoteSite-meta.xml"
        yield f"{HOME}/{path}", rendered("remoteSite.xml.jinja", site=site)
    subject = pascal(_subject(program).name)
    permission_set = f"{subject}_Pipelines"
    yield _permission_set(permission_set, f"{subject} pipelines", needed, made)
    yield "SETUP.md", setup_text(needed, permission_set)


def _permission_set(name: str, label: str, needed: Prerequisites, made: Iterable[str]) -> File:
    text = rendered(
        "permissionset.xml.jinja",
        label=label,
        classes=sorted([*made, *(["PipelineSignals"] if needed.has_signals else [])]),
        credentials=needed.credentials,
        access=access_of(needed),
    )
    return f"{HOME}/permissionsets/{name}.permissionset-meta.xml", text


def _copied(folder: str, given: Mapping[str, str]) -> Iterator[File]:
    """Give classes of the runtime as they are; a line tells that they are not to be edited."""
    for name, text in given.items():
        told = f"// {GENERATED}: a copy of its runtime.\n" if name.endswith(".cls") else ""
        yield f"{folder}/{name}", told + text if told else _told_in_xml(text)


def _objects() -> Iterator[File]:
    for path, text in objects().items():
        yield f"{HOME}/objects/{path}", _told_in_xml(text)


def _told_in_xml(text: str) -> str:
    head, _, rest = text.partition("\n")
    return f"{head}\n<!-- {GENERATED}. -->\n{rest}"
