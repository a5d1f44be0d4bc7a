#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's Scrapy and Lanescope on the same built-in site, in the same run: how many times as fast, and what does
recording cost? The pages are counted by the site, for all of them alike, after a warm-up.

Recording on and off are measured in pairs, right after one another and in turns first, and each pair gives one cost;
the median counts, so that a machine that slows down for a while does not decide. Beside it stands the CPU time a page,
of what crawls and of all processes of Lanescope, which other programs disturb less than pages a second.

Exits with 0 when the targets are met (15 times Scrapy, recording at most 10 %), 1 when not, 77 when something that
it needs is missing. Needs a machine with nothing else to do."""
import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
WARM_UP_S = 2.0
WANTED_RATIO = 15.0
WANTED_COST = 0.10
SKIPPED = 77


class Site:
    """The built-in site, with no latency and more pages than anybody reads."""

    def __init__(self, program):
        settings = ["latency_ms=0", "latency_spread_ms=0", "pages=3000000", "hosts=3"]
        command = [program, "--quiet"] + [word for setting in settings for word in ("--set", setting)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.urls = [host["url"] for host in json.loads(self.process.stdout.readline())["hosts"]]

    def pages(self):
        self.process.stdin.write("counters\n")
        self.process.stdin.flush()
        statuses = json.loads(self.process.stdout.readline())["total"]["statuses"]
        return statuses.get("200", 0)

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


def scrapy_command(options, urls):
    settings = {
        "CONCURRENT_REQUESTS": options.concurrent,
        "CONCURRENT_REQUESTS_PER_DOMAIN": options.concurrent,
        "LOG_ENABLED": 0,
        "TELNETCONSOLE_ENABLED": 0,
        "ROBOTSTXT_OBEY": 0,
    }
    words = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    spider = str(HERE / "scrapy_spider.py")
    return [sys.executable, "-m", "scrapy", "runspider", spider, "-a", "urls=" + ",".join(urls)] + words


def lanescope_command(options, urls, recording):
    wanted = {
        "concurrent_requests": options.concurrent,
        "concurrent_requests_per_domain": options.concurrent,
        "download_delay": 0,
        "depth_limit": 0,
        "closespider_pagecount": 0,
        "robotstxt_obey": "off",
    }
    words = [word for name, value in wanted.items() for word in ("--set", f"{name}={value}")]
    duration = WARM_UP_S + options.seconds + 3
    command = [str(options.bin / "lanescope"), "crawl", *urls, "--quiet", "--json", "--duration", str(duration)] + words
    return command if recording else command + ["--no-record"]


class Measure:
    """What one crawl did in one stretch of time."""

    def __init__(self, pages, seconds, cpu_s, crawling_s):
        self.rate = pages / seconds
        self.cpu_us = cpu_s * 1e6 / max(pages, 1)
        self.crawling_us = crawling_s * 1e6 / max(pages, 1)


def children(pid):
    try:
        tasks = Path(f"/proc/{pid}/task")
        return [int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()]
    except OSError:
        return []


def cpu_seconds(pid):
    """Of the process and all below it, as far as they still run."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(cpu_seconds(child) for child in children(pid))


def program(pid):
    """By its command line: its main thread has another name."""
    return Path(Path(f"/proc/{pid}/cmdline").read_text().split("\0")[0]).name


def crawling_seconds(pid):
    """Of what crawls: the lab below lanescope, Scrapy itself. The rest takes in what is recorded."""
    labs = [child for child in children(pid) if program(child) == "lanescope-lab"]
    return cpu_seconds(labs[0] if labs else pid)


def measured(site, command, seconds):
    """Between the end of the warm-up, which begins with the first page, and the end of the measure."""
    before = site.pages()
    crawler = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 30
        while site.pages() == before:
            if crawler.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("no page was fetched: " + crawler.stderr.read().decode(errors="replace"))
            time.sleep(0.05)
        time.sleep(WARM_UP_S)
        first, begin = site.pages(), time.monotonic()
        cpu, crawling = cpu_seconds(crawler.pid), crawling_seconds(crawler.pid)
        time.sleep(seconds)
        return Measure(site.pages() - first, time.monotonic() - begin, cpu_seconds(crawler.pid) - cpu,
                       crawling_seconds(crawler.pid) - crawling)
    finally:
        crawler.terminate()
        try:
            crawler.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            crawler.kill()
            crawler.communicate()


def measure(options, site):
    commands = {
        "scrapy": scrapy_command(options, site.urls),
        "recording": lanescope_command(options, site.urls, recording=True),
        "off": lanescope_command(options, site.urls, recording=False),
    }
    results = {name: [] for name in commands}

    def once(name):
        results[name].append(measured(site, commands[name], options.seconds))
        last = results[name][-1]
        print(f"{name:10} {last.rate:8.0f} pages/s {last.cpu_us:8.0f} us of CPU a page, "
              f"{last.crawling_us:.0f} of them crawling", flush=True)

    for number in range(options.rounds):
        if number < options.scrapy_rounds:
            once("scrapy")
        for name in ("recording", "off") if number % 2 == 0 else ("off", "recording"):
            once(name)
    return results


def spread(values):
    return f"{statistics.median(values) * 100:.1f} % (from {min(values) * 100:.1f} to {max(values) * 100:.1f} in {len(values)} pairs)"


def report(results):
    medians = {name: statistics.median(each.rate for each in values) for name, values in results.items()}
    pairs = list(zip(results["recording"], results["off"]))
    costs = [1 - on.rate / max(off.rate, 1e-9) for on, off in pairs]
    cpu_costs = [on.cpu_us / max(off.cpu_us, 1e-9) - 1 for on, off in pairs]
    crawling_costs = [on.crawling_us / max(off.crawling_us, 1e-9) - 1 for on, off in pairs]
    ratio = medians["recording"] / max(medians["scrapy"], 1e-9)
    cost = statistics.median(costs)
    print(f"medians: Scrapy {medians['scrapy']:.0f}, Lanescope recording {medians['recording']:.0f}, "
          f"not recording {medians['off']:.0f} pages/s")
    print(f"ratio to Scrapy, with full recording: {ratio:.1f} (wanted: at least {WANTED_RATIO:.0f})")
    print(f"cost of recording, pages a second: {spread(costs)} (wanted: at most {WANTED_COST * 100:.0f} %)")
    print(f"cost of recording, CPU time a page where it crawls: {spread(crawling_costs)}")
    print(f"cost of recording, CPU time a page with the collector: {spread(cpu_costs)}")
    return ratio >= WANTED_RATIO and cost <= WANTED_COST


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, default=HERE.parents[1] / "build/release/bin",
                        help="folder with lanescope and lanescope-site")
    parser.add_argument("--seconds", type=float, default=6, help="length of one measure")
    parser.add_argument("--rounds", type=int, default=7, help="pairs of measures with recording on and off")
    parser.add_argument("--scrapy-rounds", type=int, default=3, help="measures of Scrapy among them, at least one")
    parser.add_argument("--concurrent", type=int, default=16, help="requests on the wire, in all and per host")
    options = parser.parse_args()
    options.rounds = max(options.rounds, 1)
    options.scrapy_rounds = min(max(options.scrapy_rounds, 1), options.rounds)
    return options


def main():
    options = parse_arguments()
    if importlib.util.find_spec("scrapy") is None:
        # Debian has it for /usr/bin/python3, whatever python3 comes first in the path.
        print("Skipped: Scrapy is not installed (Debian: python3-scrapy).")
        return SKIPPED
    missing = [name for name in ("lanescope", "lanescope-lab", "lanescope-site") if not (options.bin / name).exists()]
    if missing:
        print(f"Skipped: {options.bin} has no {', '.join(missing)}; build the preset release, or name the folder by --bin.")
        return SKIPPED
    site = Site(str(options.bin / "lanescope-site"))
    try:
        return 0 if report(measure(options, site)) else 1
    finally:
        site.close()


if __name__ == "__main__":
    sys.exit(main())
