// SPDX-License-Identifier: GPL-3.0-or-later
// A million URLs that wait: what one takes in memory, and what push and next cost, beside the obvious: a deque of
// strings with a set of strings for the duplicates.
#include "core/crawl/frontier/frontier.h"
#include "core/crawl/url/duplicate_filter.h"

#include <chrono>
#include <cstdio>
#include <deque>
#include <malloc.h>
#include <string>
#include <unordered_set>

using namespace lanescope::crawl;

namespace {

constexpr int kUrls = 1'000'000;
constexpr double kWantedBytes = 200;

/// "http://host17.test/section/412/article-8231177?page=3": some fifty bytes, as pages' links are.
Url urlOf(int number, int hosts)
{
    const std::string origin = "http://host" + std::to_string(number % hosts) + ".test";
    const std::string target = "/section/" + std::to_string(number % 997) + "/article-" +
                               std::to_string(number * 7919LL % 10'000'019) + "?page=" + std::to_string(number % 10);
    return Url::fromParts({origin.data(), static_cast<qsizetype>(origin.size())}, target);
}

struct Measured {
    double bytes = 0; // of the heap, a URL
    double pushNs = 0;
    double takeNs = 0;
    double ownBytes = 0; // as the frontier itself counts
};

double heapBytes()
{
    const auto info = mallinfo2();
    return static_cast<double>(info.uordblks + info.hblkhd);
}

template <class Work>
double nsEach(Work&& work)
{
    const auto began = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - began;
    return took.count() / kUrls;
}

Measured frontier(int hosts)
{
    Settings settings;
    settings.welcomeAt = QStringLiteral("*");
    settings.obeyRobots = false;
    settings.concurrentRequests = settings.perDomain = 0;
    const double before = heapBytes();
    Frontier frontier;
    DuplicateFilter seen;
    frontier.configure(settings, 1);
    Measured result;
    result.pushNs = nsEach([&] {
        for (int number = 0; number < kUrls; ++number) {
            const Url url = urlOf(number, hosts);
            if (seen.insert(url.fingerprint()))
                frontier.push(url, {.depth = static_cast<std::uint16_t>(number % 5)}, 1);
        }
    });
    result.bytes = (heapBytes() - before) / kUrls;
    result.ownBytes = static_cast<double>(frontier.memoryBytes() + seen.memoryBytes()) / kUrls;
    result.takeNs = nsEach([&] {
        while (const auto request = frontier.next(2))
            frontier.finished(*request, {.startedNs = 2, .endedNs = 2, .latencyS = 0.1, .status = 200}, 0, 2);
    });
    return result;
}

Measured strings(int hosts)
{
    const double before = heapBytes();
    std::deque<std::string> waiting;
    std::unordered_set<std::string> seen;
    Measured result;
    result.pushNs = nsEach([&] {
        for (int number = 0; number < kUrls; ++number) {
            const Url url = urlOf(number, hosts);
            if (seen.insert(url.text().toStdString()).second)
                waiting.push_back(url.text().toStdString());
        }
    });
    result.bytes = (heapBytes() - before) / kUrls;
    result.takeNs = nsEach([&] {
        while (!waiting.empty())
            waiting.pop_back();
    });
    return result;
}

void print(const char* name, const Measured& it)
{
    std::printf("%-28s %8.1f bytes a URL   push %7.0f ns   take %7.0f ns", name, it.bytes, it.pushNs, it.takeNs);
    if (it.ownBytes > 0)
        std::printf("   by its own count %.1f bytes, %s", it.ownBytes,
                    it.bytes <= kWantedBytes ? "within 200" : "MORE THAN 200");
    std::printf("\n");
}

} // namespace

int main()
{
    std::printf("%d URLs in the frontier, with the filter of duplicates; making each URL is part of the push\n", kUrls);
    for (const int hosts : {1, 100, 10'000}) {
        std::printf("%d host%s\n", hosts, hosts == 1 ? "" : "s");
        print("  frontier", frontier(hosts));
        print("  strings", strings(hosts));
    }
}
