"""Times Jinja2: lines of JSON in, lines of JSON out. A page is prepared once; a batch is timed in here."""

import json
import sys
import time

import jinja2


def environment_of(templates):
    return jinja2.Environment(loader=jinja2.DictLoader(templates), autoescape=True)


def resident_bytes():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * 4096


def batch(template, context, turns):
    start = time.perf_counter_ns()
    for _ in range(turns):
        template.render(context)
    return time.perf_counter_ns() - start


def cold(templates, context):
    environment = environment_of(templates)
    before = resident_bytes()
    start = time.perf_counter_ns()
    compiled = [environment.get_template(name) for name in templates]
    compiled_at = time.perf_counter_ns()
    memory = resident_bytes() - before
    for template in compiled:
        template.render(context)
    return {
        "compile": (compiled_at - start) / 1e6,
        "firstRender": (time.perf_counter_ns() - compiled_at) / 1e6,
        "resident": memory,
    }


template = context = None
for line in sys.stdin:
    command = json.loads(line)
    if "cold" in command:
        answer = cold(command["cold"], command["context"])
    elif "page" in command:
        context = command["page"]["context"]
        template = environment_of(command["page"]["templates"]).get_template(command["page"]["main"])
        answer = template.render(context)
    else:
        answer = batch(template, context, command["turns"])
    print(json.dumps(answer), flush=True)
