// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of a robots.txt beside what the RFC says, at random, and files that were made to hurt.
#include "tests/core/crawl/robots_steps.h"

#include <QTest>

#include <ctime>
#include <map>
#include <random>
#include <set>

using namespace lanescope::crawl;
using namespace robots_steps;

namespace {

/// Whole numbers from 0 on, the same in each run.
auto seeded(unsigned seed)
{
    return [engine = std::mt19937(seed)]() mutable { return static_cast<unsigned>(engine()); };
}

/// What the RFC says, word by word and as slow as that is, to compare with.
struct Oracle {
    static bool matchesHere(std::string_view pattern, std::string_view target)
    {
        if (pattern.empty())
            return true;
        if (pattern == "$")
            return target.empty();
        if (pattern[0] == '*')
            return matchesHere(pattern.substr(1), target) ||
                   (!target.empty() && matchesHere(pattern, target.substr(1)));
        return !target.empty() && pattern[0] == target[0] && matchesHere(pattern.substr(1), target.substr(1));
    }
};

/// Of this thread: what others do on the machine does not count.
qint64 cpuNs()
{
    timespec used{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return used.tv_sec * 1'000'000'000LL + used.tv_nsec;
}

} // namespace

class TestRobotsRandom : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheRfcOnRandomPatterns();
    void agreesOnRandomFiles();
    void survivesAnything();
    void hostilePatternsTakeLinearTime();
    void hostileGroupsTakeLinearMemory();
};

void TestRobotsRandom::agreesWithTheRfcOnRandomPatterns()
{
    auto random = seeded(9309);
    const auto text = [&random](const char* letters, unsigned count, unsigned longest) {
        std::string made = "/";
        for (unsigned length = random() % longest; length > 0; --length)
            made += letters[random() % count];
        return made;
    };
    int matched = 0;
    for (int round = 0; round < 200'000; ++round) {
        const std::string pattern = text("ab*$", 4, 8);
        const std::string target = text("ab", 2, 10);
        // A "$" that is not the last character is none of the special ones, and no target has one.
        const bool expected = Oracle::matchesHere(pattern, target);
        QVERIFY2(RobotsPattern(pattern).matches(target) == expected, (pattern + " on " + target).c_str());
        matched += expected;
    }
    QVERIFY(matched > 20'000 && matched < 180'000);
}

void TestRobotsRandom::agreesOnRandomFiles()
{
    auto random = seeded(4711);
    const std::vector<std::string> agents = {"fido", "rex", "*", "hasso"};
    for (int round = 0; round < 20'000; ++round) {
        QByteArray file;
        struct Written {
            std::string path;
            bool allows;
        };
        std::map<std::string, std::vector<Written>> written;
        std::set<std::string> current;
        bool afterRule = true;
        for (unsigned lines = random() % 12; lines > 0; --lines) {
            if (random() % 3 == 0) {
                const std::string& agent = agents[random() % agents.size()];
                if (std::exchange(afterRule, false))
                    current.clear();
                current.insert(agent);
                written[agent];
                file += "User-agent: " + QByteArray::fromStdString(agent) + '\n';
            } else {
                const Written rule{std::string("/") + "ab*"[random() % 3] + "ab$"[random() % 3], random() % 2 == 0};
                for (const std::string& agent : current)
                    written[agent].push_back(rule);
                afterRule = afterRule || !current.empty();
                file += (rule.allows ? "Allow: " : "Disallow: ") + QByteArray::fromStdString(rule.path) + '\n';
            }
        }
        const auto mine = written.contains("fido") ? written["fido"] : written["*"];
        for (const char* target : {"/a", "/ab", "/b", "/ba", "/abb"}) {
            std::size_t longest = 0;
            bool allowed = true;
            for (const Written& rule : mine) {
                if (!Oracle::matchesHere(rule.path, target) || rule.path.size() < longest)
                    continue;
                allowed = rule.path.size() > longest ? rule.allows : allowed || rule.allows;
                longest = rule.path.size();
            }
            QVERIFY2(verdict(file, "fido", target).allowed == allowed, file + target);
        }
    }
}

void TestRobotsRandom::survivesAnything()
{
    auto random = seeded(1);
    const QByteArray seeds[] = {"User-agent: *\nDisallow: /a*b$\nAllow: /%41\nCrawl-delay: 1e3\n",
                                "\xEF\xBB\xBFUSER-AGENT fido\r\rDisallow:%\n#\nallow: **$$\n",
                                "",
                                "%",
                                "%4",
                                ":"};
    std::size_t lines = 0;
    for (int round = 0; round < 30'000; ++round) {
        QByteArray file = seeds[random() % std::size(seeds)];
        for (unsigned changes = random() % 8; changes > 0; --changes) {
            const auto at = static_cast<qsizetype>(random() % static_cast<unsigned>(file.size() + 1));
            const auto byte = static_cast<char>(random());
            if (random() % 2 == 0 || at == file.size())
                file.insert(at, byte);
            else
                file[at] = byte;
        }
        const RobotsRules rules = RobotsRules::parse(file);
        const RobotsVerdict verdict = rules.check("fido", urlOf("/A%4" + file.left(3).toPercentEncoding()));
        QVERIFY(verdict.line.number <= file.count('\n') + file.count('\r') + 1);
        QVERIFY(verdict.allowed || verdict.line.number > 0);
        const auto delay = rules.crawlDelay("fido");
        QVERIFY(!delay || delay->seconds >= 0);
        lines += verdict.line.number > 0;
    }
    QVERIFY(lines > 1000);
}

/// Compared with the same amount of work that cannot be made hard, so that a slow machine fails no test.
void TestRobotsRandom::hostilePatternsTakeLinearTime()
{
    const auto nanoseconds = [](const std::string& pattern, const std::string& target) {
        const RobotsPattern made(pattern);
        qint64 best = std::numeric_limits<qint64>::max();
        for (int round = 0; round < 5; ++round) {
            const qint64 before = cpuNs();
            for (int repeat = 0; repeat < 20; ++repeat) {
                if (made.matches(target))
                    return qint64{-1};
            }
            best = std::min(best, cpuNs() - before);
        }
        return best;
    };
    // Four times the length: linear takes 4 times as long, quadratic 16 times.
    const auto growth = [&](auto&& pattern, auto&& target) {
        const qint64 small = nanoseconds(pattern(2000), target(2000));
        const qint64 large = nanoseconds(pattern(8000), target(8000));
        return small <= 0 || large <= 0 ? 99.0 : double(large) / double(small);
    };
    const auto letters = [](std::size_t length) { return '/' + std::string(length, 'a'); };
    const auto half = [](std::size_t length) { return "/*" + std::string(length / 2, 'a') + 'b'; };
    const auto stars = [](std::size_t length) {
        std::string pattern = "/";
        for (std::size_t at = 0; at < length; ++at)
            pattern += "*a";
        return pattern + "*b";
    };
    QVERIFY(growth(half, letters) < 9);
    QVERIFY(growth(stars, letters) < 9);
}

void TestRobotsRandom::hostileGroupsTakeLinearMemory()
{
    // Every line an agent, every second a rule, all of one agent: what is stored per agent must not multiply.
    QByteArray file;
    while (file.size() < 500 * 1024)
        file += "User-agent: fido\nUser-agent: *\nDisallow: /x\n";
    const RobotsRules rules = RobotsRules::parse(file);
    QCOMPARE(rules.check("fido", urlOf("/x")).line.number, 3);
    QVERIFY(rules.check("fido", urlOf("/y")).allowed);
}

QTEST_GUILESS_MAIN(TestRobotsRandom)
#include "test_robots_random.moc"
