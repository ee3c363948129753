// The pages to time. All engines print the same bytes; what they spell differently (quotes, True, floats) is not in them.

export interface Page {
  readonly name: string;
  readonly templates: Readonly<Record<string, string>>;
  readonly main: string;
  readonly context: Readonly<Record<string, unknown>>;
}

const BASE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{% block title %}Seats{% endblock %}</title></head>
<body>
{% block nav %}<nav>{% for link in links %}<a href="{{ link.href }}"{% if link.href == active %} class="on"{% endif %}>{{ link.label }}</a>{% endfor %}</nav>{% endblock %}
<main>{% block content %}{% endblock %}</main>
{% block footer %}<footer>{{ site }} &copy; {{ year }}</footer>{% endblock %}
</body>
</html>`;

const TABLE = `{% extends "base.html" %}
{% block title %}{{ term }} courses{% endblock %}
{% block content %}<h1>{{ term }}</h1>
<table>{% for row in rows %}
<tr class="{% if row.open %}open{% else %}full{% endif %}"><td>{{ loop.index }}</td><td>{{ row.code }}</td><td><a href="/c/{{ row.code }}">{{ row.title }}</a></td><td>{{ row.teacher }}</td><td>{{ row.taken }} / {{ row.cap }}</td><td>{{ row.room }}</td></tr>{% endfor %}
</table>{% endblock %}`;

const COUNT = 50;
const rows = Array.from({ length: COUNT }, (_, index) => ({
  code: `CS${100 + index}`,
  title: index % 10 === 0 ? `Logic & Proofs <${index}>` : `Introduction to Programming ${index}`,
  teacher: index % 7 === 0 ? "O'Neil" : "Grace Hopper",
  taken: index,
  cap: 40,
  open: index < 40,
  room: `Room ${index % 9}.${index}`,
  tags: ["core", "evening"],
}));
const site = {
  links: ["/", "/terms", "/courses", "/watches", "/status"].map(href => ({ href, label: `Go ${href}` })),
  active: "/courses",
  site: "Seat tracker",
  year: 2026,
  term: "Fall 2026",
};

/** The page that the targets are about: a base with nav and footer blocks, a child with a table of 50 rows. */
export const TABLE_PAGE: Page = {
  name: "table",
  templates: { "base.html": BASE, "table.html": TABLE },
  main: "table.html",
  context: { ...site, rows },
};

const MACROS: Page = {
  name: "macros",
  templates: {
    "fields.html": `{% macro field(name, label, value="", type="text") %}<p><label for="{{ name }}">{{ label }}</label><input type="{{ type }}" name="{{ name }}" value="{{ value }}"></p>{% endmacro %}{% macro box(title) %}<section><h2>{{ title }}</h2>{{ caller() }}</section>{% endmacro %}`,
    "form.html": `{% from "fields.html" import field, box %}{% for row in rows %}{% call box(row.title) %}{{ field("code", "Code", row.code) }}{{ field("cap", "Seats", row.cap, type="number") }}{% endcall %}{% endfor %}`,
  },
  main: "form.html",
  context: { rows: rows.slice(0, 20) },
};

const DEEP_LEVELS = 6;
const INHERITANCE: Page = {
  name: "inheritance",
  templates: {
    "level0.html": `<main>{% block a %}a0 {{ x }}{% endblock %}|{% block b %}b0 {{ x }}{% endblock %}|{% block c %}c0{% endblock %}</main>`,
    ...Object.fromEntries(
      Array.from({ length: DEEP_LEVELS }, (_, index) => [
        `level${index + 1}.html`,
        `{% extends "level${index}.html" %}{% block a %}a${index + 1} {{ super() }}{% endblock %}{% block b %}b${index + 1} {{ x }} {{ super() }}{% endblock %}`,
      ]),
    ),
  },
  main: `level${DEEP_LEVELS}.html`,
  context: { x: "<x>" },
};

const FILTERS: Page = {
  name: "filters",
  templates: {
    "list.html": `{% for row in rows %}{{ row.title|upper }} {{ row.teacher|lower|replace("e", "3") }} {{ row.missing|default("none") }} {{ row.code|length }} {{ row.room|trim|capitalize }} {{ row.tags|join(", ") }}\n{% endfor %}`,
  },
  main: "list.html",
  context: { rows },
};

const TEXT: Page = {
  name: "text",
  templates: { "text.html": `${"<p>Nothing but words that stay as they are.</p>\n".repeat(400)}{{ site }}` },
  main: "text.html",
  context: { site: "Seat tracker" },
};

const ESCAPES: Page = {
  name: "escapes",
  templates: { "log.html": `{% for line in lines %}<code>{{ line }}</code>{{ line }}\n{% endfor %}` },
  main: "log.html",
  context: {
    lines: Array.from({ length: 50 }, (_, index) => `if (a < ${index} && b > 'c') { <b>&amp;</b> }`.repeat(2)),
  },
};

export const PAGES: readonly Page[] = [TABLE_PAGE, MACROS, INHERITANCE, FILTERS, TEXT, ESCAPES];
