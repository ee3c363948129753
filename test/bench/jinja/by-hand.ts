// The page with the table as a person would write it in JavaScript: how fast an engine that compiles could be.

interface TablePage {
  readonly links: readonly { href: string; label: string }[];
  readonly active: string;
  readonly site: string;
  readonly year: number;
  readonly term: string;
  readonly rows: readonly Record<"code" | "title" | "teacher" | "taken" | "cap" | "open" | "room", unknown>[];
}

const SIGNS: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };

function escape(value: unknown): string {
  const text = typeof value === "string" ? value : String(value);
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, sign => SIGNS[sign] ?? sign) : text;
}

/** The same bytes as the templates of TABLE_PAGE. */
export function renderTableByHand(page: TablePage): string {
  let html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escape(page.term)} courses</title></head>
<body>
<nav>`;
  for (const link of page.links) {
    html += `<a href="${escape(link.href)}"${link.href === page.active ? ' class="on"' : ""}>${escape(link.label)}</a>`;
  }
  html += `</nav>\n<main><h1>${escape(page.term)}</h1>\n<table>`;
  let index = 0;
  for (const row of page.rows) {
    html += `\n<tr class="${row.open === true ? "open" : "full"}"><td>${++index}</td><td>${escape(row.code)}</td>`;
    html += `<td><a href="/c/${escape(row.code)}">${escape(row.title)}</a></td><td>${escape(row.teacher)}</td>`;
    html += `<td>${escape(row.taken)} / ${escape(row.cap)}</td><td>${escape(row.room)}</td></tr>`;
  }
  html += `\n</table></main>\n<footer>${escape(page.site)} &copy; ${escape(page.year)}</footer>\n</body>\n</html>`;
  return html;
}
