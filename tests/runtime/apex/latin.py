"""The class PipelineLatin: what non-ASCII characters are in an address, by Unicode's NFKD."""

import re
import unicodedata
from collections import defaultdict

_HEAD = """\
/**
 * @description The letters and digits of ASCII that other characters are made of, by the compatible
 * decomposition of Unicode; a dash stands for any other character of ASCII. The platform has no
 * method for it, so this is its table.
 * @group Pipeline Runtime
 */
public inherited sharing class PipelineLatin {
    private static final Map<String, String> SPELLED = new Map<String, String>();
    private static final Map<String, String> SPELLINGS = new Map<String, String>{
"""
_TAIL = """\
    };

    static {
        for (String spelling : SPELLINGS.keySet()) {
            for (String character : split(SPELLINGS.get(spelling))) {
                SPELLED.put(character, spelling);
            }
        }
    }

    /**
     * @description Cuts a text into characters.
     * @param text any text
     * @return a text for each code point
     */
    public static List<String> split(String text) {
        List<String> letters = new List<String>();
        Integer at = 0;
        while (at < text.length()) {
            Integer past = text.offsetByCodePoints(at, 1);
            letters.add(text.substring(at, past));
            at = past;
        }
        return letters;
    }

    /**
     * @description Spells a character in small letters and digits of ASCII.
     * @param character one code point beyond ASCII
     * @return its spelling, which may be empty
     */
    public static String spell(String character) {
        return SPELLED.get(character) ?? '';
    }
}
"""


def spelling(char: str) -> str:
    decomposed = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]", "-", decomposed)


def table() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for code in (*range(0x80, 0xD800), *range(0xE000, 0x110000)):
        if spelled := spelling(chr(code)):
            found[spelled].append(chr(code))
    return dict(sorted(found.items()))


def written() -> str:
    rows = [f"        '{spelled}' => {_quoted(chars)}" for spelled, chars in table().items()]
    return _HEAD + ",\n".join(rows) + "\n" + _TAIL


def _quoted(chars: list[str]) -> str:
    """Write characters as a literal; what tools may count wrongly by its number."""
    return "'" + "".join(_written(char) for char in chars) + "'"


def _written(char: str) -> str:
    if char <= "\uffff" and not char.isspace():
        return char
    units = char.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02X}{units[at + 1]:02X}" for at in range(0, len(units), 2))
