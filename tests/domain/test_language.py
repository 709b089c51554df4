"""TypeScript told from JavaScript by its syntax."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.domain.archives.language import language_of
from runs.domain.archives.tokens import LITERAL, tokens_of

K6_TYPED = """import http from 'k6/http';
import { Options } from 'k6/options';

export const options: Options = { vus: 2, duration: '20s' };

export default function () { http.get('https://shop.example'); }
"""

TYPESCRIPT = {
    "options with their type": K6_TYPED,
    "import type": "import type { Options } from 'k6/options';",
    "import type of a default": "import type Cart from './cart';",
    "a type among imports": "import http, { type Response } from 'k6/http';",
    "export type": "export type { Cart } from './cart';",
    "an interface": "interface Cart extends Base { id: string }",
    "an exported interface": "export interface Cart<T> {\n  items: T[]\n}",
    "an enum": "enum Mode { Read, Write }",
    "a constant enum": "const enum Mode { Read }",
    "a namespace": "namespace Api { export const url = 'x' }",
    "a type of its own": "type Cart = { id: string }",
    "a generic type": "type Box<T> = { value: T }",
    "declare": "declare const __ENV: Record<string, string>;",
    "as const": "export const options = { vus: 1 } as const;",
    "as a type": "const body = response.json() as Cart;",
    "as unknown as": "const x = y as unknown as Cart;",
    "satisfies": "export const options = { vus: 1 } satisfies Options;",
    "a typed variable": "let total: number = 0;",
    "a typed variable without value": "let total: number;",
    "a destructured variable": "const { id, name }: Cart = load();",
    "a destructured array": "const [a, b]: string[] = [];",
    "a definite variable": "let user!: User;",
    "a typed parameter": "function add(a: number, b: number) { return a + b }",
    "a typed second parameter": "function add(a, b: number) { return a + b }",
    "an optional parameter": "function add(a?, b) { }\nfunction sub(a?: number) { }",
    "a typed arrow": "const add = (a: number) => a;",
    "a destructured parameter": "export default ({ users }: Data) => { use(users) };",
    "a rest parameter": "function all(...ids: string[]) {}",
    "a return type": "export default function (): void {}",
    "the return type of an arrow": "const one = (a): Cart => a;",
    "the return type of a method": "class A { run(): void {} }",
    "a typed error": "try { run() } catch (e: unknown) { }",
    "private": "class A { private key = 1; }",
    "readonly": "class A { readonly key = 1; }",
    "a parameter property": "class A { constructor(private url, public key) {} }",
    "a typed field": "class A extends B {\n  name: string;\n}",
    "a typed private field": "class A { #key: string = 'x' }",
    "an optional field": "class A { name?: string }",
    "implements": "class A implements B { }",
    "an abstract class": "abstract class A { }",
    "not null": "const name = user!.name;",
    "not null of a call": "const name = find(1)!.name;",
    "not null of an item": "run(items[0]!);",
    "a decorator": "@retry\nclass Flow { }",
    "a decorator with arguments": "class Flow {\n  @step('login')\n  login() {}\n}",
    "a generic function": "function first<T>(items) { return items[0] }",
    "a generic class": "class Box<T> { }",
    "a generic call": "const user = parse<User>(body);",
    "a generic call of primitives": "const ids = new Map<string, number>();",
    "a cast": "const user = <User>body;",
    "export =": "export = main;",
    "import of require": "import http = require('k6/http');",
    "types behind a hundred comments": "// a: string\n" * 100 + "const a: string = '';",
    "types behind a template": "const url = `${base}/x/${id ? 'a' : 'b'}`;\nlet n: number;",
    "types behind a regular expression": "const r = /[/'\"`]:/;\nlet n: number;",
}

JAVASCRIPT = {
    "objects": "const o = { number: 5, any: 1, string, 'x': 2, [key]: 3, f() { return 1 }, 4: 5 };",
    "an object in a comment": "// {name: string}\n/* let a: string = 1; */ run();",
    "a doc comment": "/**\n * @param {string} name\n * @returns {Promise<void>}\n */\nfunction f(name) {}",
    "an object in a string": "const s = \"let a: string\" + 'as const' + 'interface Cart {';",
    "a template": "const s = `interface Cart { name: string }\nlet a: ${a ? 'x' : 'y'}`;",
    "an object in a template": "const s = `x ${fn({ a: 1, b: c })} y ${z}`;",
    "a regular expression": "const r = /(?:a|b): string/.test(s) ? /x as y/ : /@b/;",
    "a regular expression behind a condition": "if (x) /(?:@a|b!): c as d/.test(y);",
    "a ternary": "let a = b ? c : d; const e = f(x) ? g(y) : h(z);",
    "ternaries in ternaries": "const a = (b ? c ? d : e : f(g)) ? (h) : [i];",
    "a ternary over lines": "const a = ready\n  ? (b)\n  : c(d);",
    "a ternary of arrows": "const f = a ? (b) => c : (d) => e;",
    "optional chaining": "const a = b?.c ?? d?.[0] ? .5 : e?.();",
    "labels": "outer: for (const a of b) { inner: while (c) { continue outer } }",
    "cases": "switch (f(x)) { case g(1): case (2): run(); break; case 'a' ? 1 : 2: break; default: stop() }",
    "an export of a default": "export default { a: 1 };\nfoo: for (;;) {}",
    "renamed imports": "import { check as verify, group } from 'k6';\nimport * as http from 'k6/http';",
    "renamed imports beside a default": "import http, { get as fetch, post } from 'k6/http';",
    "renamed exports": "const a = 1;\nexport { a as b, a as default };\nexport * as ns from './x';",
    "an import called type": "import type from 'a';\nimport { type } from './b';\nimport { type as kind } from './y';",
    "names that are words of TypeScript": "const type = 1, as = 2, declare = 3, is = 4; type = as; declare(type);",
    "properties that are words of TypeScript": "a.type = b.as; c.interface = d.enum; e.private = f.declare;",
    "methods that are words of TypeScript": "class A { static as() {} get type() {} private() {} declare() {} }",
    "private names": "class A { #key = 1; static #n; get() { return this.#key } has(x) { return #key in x } }",
    "class fields": "class A { name = b ? c : d; static x = { a: 1 }; 'y' = 2; [z] = 3 }",
    "not": "if (!a) { b = !c } else if (a != b && a !== c) { return!d }\nif (e)!f();",
    "not at the beginning of a line": "let a = b\n!function () {}()",
    "comparisons": "if (a < b && c > (d)) { e = a<b; f = a<b>c; for (let i = 0; i < N; i++) {} }",
    "shifts": "const a = b >> (c), d = e << f >>> (g);",
    "a class as a value": "const a = { class: 'x', b: class { c() {} }, d: 1 };\nclass A extends mixin({ e: 1 }) {}",
    "thresholds": "export const options = { thresholds: { 'http_req_duration{a:b}': ['p(95)<500'] } };",
    "minified": "var a=function(b){return b?c(b):d},e={f:g,h:i(j)};if(k)for(;l<m;)n(o);else p?q():r()",
    "an old comment": "<!-- hidden\nrun();",
    "words in sentences": "check(r, { 'name as string: ok': (r) => r.status === 200 });",
    "a line for the shell": "#!/usr/bin/env -S k6 run\nrun();",
    "nothing": "",
}


@pytest.mark.parametrize("name", TYPESCRIPT)
def test_syntax_that_only_typescript_has_is_typescript(name: str) -> None:
    assert language_of(TYPESCRIPT[name]) == "typescript"


@pytest.mark.parametrize("name", JAVASCRIPT)
def test_javascript_that_looks_like_it_is_javascript(name: str) -> None:
    assert language_of(JAVASCRIPT[name]) == "javascript"


@pytest.mark.parametrize("name", TYPESCRIPT)
def test_typescript_in_a_comment_a_string_or_a_template_says_nothing(name: str) -> None:
    text = TYPESCRIPT[name].replace("*/", "").replace("\\", "")
    quoted = text.replace("'", "").replace("\n", " ")

    assert language_of(f"/* {text} */ run();") == "javascript"
    assert language_of(f"const a = '{quoted}';") == "javascript"
    assert language_of(f"const a = `{text.replace('`', '').replace('$', '')}`;") == "javascript"


@pytest.mark.parametrize(
    ("name", "language"),
    [("a.ts", "typescript"), ("A.MTS", "typescript"), ("a.test.js", "javascript"), ("a.cjs", "javascript")],
)
def test_a_name_counts_more_than_the_text(name: str, language: str) -> None:
    for text in ("run();", K6_TYPED):
        assert language_of(text, name) == language


def test_a_name_without_an_ending_that_says_it_leaves_it_to_the_text() -> None:
    assert language_of(K6_TYPED, "script") == "typescript"
    assert language_of("run();", "ts") == "javascript"


def test_a_script_cut_anywhere_is_told_by_what_there_is() -> None:
    whole = "// a\n" + K6_TYPED
    assert [language_of(whole[:at]) for at in (0, 30, 70)] == ["javascript"] * 3
    assert {language_of(whole[:at]) for at in range(whole.index("options:") + 8, len(whole))} == {"typescript"}


def test_tokens_leave_out_comments_and_name_literals() -> None:
    found = [token.text for token in tokens_of("a = 'x' /* y */ + `b ${c} d ${e}` / 2 // f")]
    assert found == ["a", "=", LITERAL, "+", "(", "c", ",", "e", ")", "/", LITERAL]


PIECES = [
    "\n",
    "/*",
    "'\\",
    '"\\"',
    "`${",
    "/[(",
    "a<",
    "A<string,",
    "(a ? ",
    "{",
    "a:",
    "import ",
    "type a ",
    "} as ",
    "@a",
    "!",
]


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    # No limit is asserted: with a quadratic pattern one of these would take minutes.
    assert language_of(piece * (400_000 // len(piece))) in ("javascript", "typescript")


@given(
    st.text(max_size=300) | st.lists(st.sampled_from([*PIECES, *"(){}[]:;?!<>=.,`/'\"$ "]), max_size=60).map("".join)
)
def test_any_text_has_a_language(text: str) -> None:
    assert language_of(text) in ("javascript", "typescript")
