"""A program whose tests say all that tests can say: some hold, some do not."""

SHOP = """
enum Size { small, large }
error sold_out is execution

record Article { sku: string  price: decimal  size: Size  tags: set[string] = [] }

operator fetch(sku: string, size: Size) -> Article {
  http GET "{{env.SHOP_URL}}/articles/{{sku}}" { query "size" = size }
  timeout 5s
  retry 2 on connectivity, timeout
}

operator reserve(sku: string, count: int) -> bool { apex "Reserve" }

operator told(text: string) { http POST "{{env.NEWS_URL}}" { body { text: text } } }

node describe(article: Article) -> string { model "default" prompt "Describe {{article.sku}}." }

node rate(article: Article) -> Size { model "default" prompt "Rate {{article.sku}}." }

pipeline offer(skus: list[string], size: Size = Size.small) -> list[string] {
  stage articles = foreach sku in skus {
    stage article = fetch(sku, size)
    stage kept = reserve(sku, count: 1)
    if not kept { raise sold_out("{{sku}} is sold out") }
    yield article
  }
  stage texts = foreach article in articles {
    stage rated = rate(article)
    stage text = describe(article) when rated == Size.large else article.sku
    yield text
  }
  do told(text: join(texts, ", ")) when length(texts) > 1
  return texts
}
"""
MOCKS = """
  mock fetch returns Article(sku, price: 1.50d, size)
  mock reserve returns true
  mock rate returns article.size
  mock describe returns "fine {{article.sku}}"
"""


def block(title: str, given: str, *lines: str, mocks: str = MOCKS) -> str:
    """Write a test of the shop."""
    return f'test "{title}" {{\n  given offer({given})\n{mocks}  {"  ".join(lines)}\n}}\n'


ARTICLE = 'Article(sku: "a", price: 1.5d, size: Size.large)'
DESCRIBED = f"expect called describe times 1 with (article: {ARTICLE})"
HOLDING = [
    ('["a"]', 'expect result == ["a"]'),
    ('["a"]', 'expect result[0] == "a" and length(result) == 1'),
    ('["a"], size: Size.large', 'expect result == ["fine a"]'),
    ('["a"], size: Size.large', DESCRIBED),
    ('["a"]', "expect called fetch with (size: Size.small)"),
    ('["a"]', "expect called fetch"),
    ('["a"]', "expect skipped texts/text"),
    ('["a", "b"], size: Size.large', "expect order articles before texts"),
    ('["a"]', "expect not (length(result) == 2)"),
]
BROKEN = [
    ('["a"]', 'expect result == ["b"]'),
    ('["a"]', 'expect result[0] == "a" and length(result) == 2'),
    ('["a"], size: Size.large', "expect called describe times 2"),
    ('["a"]', "expect called fetch with (size: Size.large)"),
    ('["a"]', "expect called describe"),
    ('["a"], size: Size.large', "expect skipped texts/text"),
    ('["a"]', "expect order texts before articles"),
    ('["a"]', "expect not (length(result) == 1)"),
    ('["a"]', "expect fails timeout"),
]


def whole() -> str:
    """Write the program with all its tests."""
    told = "  mock told returns null\n"
    return SHOP + "".join(
        block(f"{kind} {at}", f"skus: {given}", line, mocks=MOCKS + told)
        for kind, rows in (("holds", HOLDING), ("broken", BROKEN))
        for at, (given, line) in enumerate(rows)
    )
