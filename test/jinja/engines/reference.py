"""Renders cases with Jinja2 on CPython: a JSON object per line in, an outcome per line out, in order."""

import json
import resource
import signal
import sys

import jinja2
import jinja2.ext

SECONDS_PER_CASE = 5
BYTES = 1 << 30


def environment_of(case):
    options = dict(case.get("options") or {})
    variables = options.pop("globals", {})
    newstyle = options.pop("newstyle", False)
    undefined = getattr(jinja2, options.pop("undefined", "Undefined"))
    extensions = [getattr(jinja2.ext, name) for name in options.pop("extensions", [])]
    environment = jinja2.Environment(
        loader=jinja2.DictLoader(case["templates"]), undefined=undefined, extensions=extensions, **options
    )
    if "install_null_translations" in dir(environment):
        environment.install_null_translations(newstyle=newstyle)
    environment.globals.update(variables)
    return environment


def out_of_time(signum, frame):
    raise TimeoutError


def outcome(case):
    signal.alarm(SECONDS_PER_CASE)
    try:
        text = environment_of(case).get_template(case["main"]).render(case["context"])
        return {"output": text}
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)}
    finally:
        signal.alarm(0)


resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
signal.signal(signal.SIGALRM, out_of_time)
for line in sys.stdin:
    print(json.dumps(outcome(json.loads(line))), flush=True)
