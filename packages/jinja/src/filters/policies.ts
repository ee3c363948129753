// Jinja's policies: defaults of filters and extensions that an environment may change.

/** What `urlize`, `truncate`, `tojson` and `trans` ask for, by Jinja's names. */
export function defaultPolicies(): Map<string, unknown> {
  return new Map<string, unknown>([
    ["urlize.rel", "noopener"],
    ["urlize.target", null],
    ["urlize.extra_schemes", null],
    ["truncate.leeway", 5],
    ["json.dumps_function", null],
    ["json.dumps_kwargs", { sort_keys: true }],
    ["ext.i18n.trimmed", false],
  ]);
}
