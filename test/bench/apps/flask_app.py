"""System (a) of the benchmark: the landing page in Flask and Jinja2, as a Flask user writes it."""
import json
import os

from flask import Flask, render_template

app = Flask(__name__)

with open(os.environ["BENCH_DATA"], encoding="utf-8") as file:
    PAGE = json.load(file)


@app.get("/")
def landing():
    return render_template("landing.html", **PAGE)


@app.get("/ok")
def ok():
    return "ok", 200, {"content-type": "text/plain; charset=utf-8"}
