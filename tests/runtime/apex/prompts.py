"""The class PipelinePrompts: the prompts of the model components, from their Markdown files."""

from pipesmith_runtime.prompts import parts
from pipesmith_targets.apex.literals import quoted

NAMES = ("critic", "generate", "improver", "selector", "synthesizer")

_HEAD = """\
/**
 * @description What the model components ask. Data fills the places of a question once: what stands
 * in data is never looked at. Each text is fenced by more backticks than it holds in a row, so that
 * no text can end its own fence.
 * @group Pipeline Runtime
 */
public inherited sharing class PipelinePrompts {
    private static final Pattern PLACE = Pattern.compile('\\\\{\\\\{ (\\\\w+) \\\\}\\\\}');
    private static final Pattern RUN_OF_TICKS = Pattern.compile('`+');
    private static final Integer SHORTEST = 3;

"""
_TAIL = """
    /**
     * @description Gives the standing instructions of a component.
     * @param name the component, without `llm.`
     * @return the instructions
     */
    public static String instructions(String name) {
        return String.join(INSTRUCTIONS.get(name), '\\n');
    }

    /**
     * @description Gives the question of a component.
     * @param name the component, without `llm.`
     * @param data what fills its places, by their names
     * @return the question
     */
    public static String question(String name, Map<String, Object> data) {
        String text = String.join(QUESTIONS.get(name), '\\n');
        Matcher places = PLACE.matcher(text);
        String filled = '';
        Integer past = 0;
        while (places.find()) {
            filled += text.substring(past, places.start()) + shown(data.get(places.group(1)));
            past = places.end();
        }
        return filled + text.substring(past);
    }

    private static String shown(Object value) {
        if (value == null || (value instanceof List<Object> && ((List<Object>) value).isEmpty())) {
            return '(none)';
        }
        if (value instanceof String) {
            return fenced((String) value, '');
        }
        return areTexts(value)
            ? numbered((List<Object>) value)
            : fenced(PipelineJsonLayout.write(value), 'json');
    }

    private static Boolean areTexts(Object value) {
        if (!(value instanceof List<Object>)) {
            return false;
        }
        for (Object each : (List<Object>) value) {
            if (!(each instanceof String)) {
                return false;
            }
        }
        return true;
    }

    private static String numbered(List<Object> texts) {
        List<String> shown = new List<String>();
        for (Object text : texts) {
            shown.add(shown.size() + ':\\n' + fenced((String) text, ''));
        }
        return String.join(shown, '\\n\\n');
    }

    private static String fenced(String text, String word) {
        Integer length = SHORTEST;
        Matcher ticks = RUN_OF_TICKS.matcher(text);
        while (ticks.find()) {
            length = Math.max(length, ticks.end() - ticks.start() + 1);
        }
        String fence = '`'.repeat(length);
        return fence + word + '\\n' + text + '\\n' + fence;
    }
}
"""


def written() -> str:
    """Write the class."""
    texts = {name: parts(name) for name in NAMES}
    instructions = {name: system for name, (system, _) in texts.items()}
    questions = {name: question for name, (_, question) in texts.items()}
    maps = [_map("INSTRUCTIONS", instructions), _map("QUESTIONS", questions)]
    return _HEAD + "\n".join(maps) + _TAIL


def _map(name: str, texts: dict[str, str]) -> str:
    type_ = "Map<String, List<String>>"
    entries = ",\n".join(_entry(each, text) for each, text in texts.items())
    return f"    private static final {type_} {name} = new {type_}{{\n{entries}\n    }};\n"


def _entry(name: str, text: str) -> str:
    lines = ",\n".join(f"            {quoted(line)}" for line in text.split("\n"))
    return f"        '{name}' => new List<String>{{\n{lines}\n        }}"
