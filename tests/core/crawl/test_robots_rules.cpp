// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/robots_rules.h"

#include <QTest>

#include <ctime>
#include <random>
#include <set>

using namespace lanescope::crawl;

namespace {

Url urlOf(const QByteArray& target)
{
    return Url::fromParts("http://site.example", {target.constData(), static_cast<std::size_t>(target.size())});
}

/// Whole numbers from 0 on, the same in each run.
auto seeded(unsigned seed)
{
    return [engine = std::mt19937(seed)]() mutable { return static_cast<unsigned>(engine()); };
}

RobotsVerdict verdict(const QByteArray& file, const char* agent, const QByteArray& target)
{
    return RobotsRules::parse(file).check(agent, urlOf(target));
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

} // namespace

class TestRobotsRules : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void decides_data();
    void decides();
    void namesTheLine_data();
    void namesTheLine();
    void comparesOneSpelling_data();
    void comparesOneSpelling();
    void keepsCrawlDelays_data();
    void keepsCrawlDelays();
    void findsProductTokens_data();
    void findsProductTokens();
    void readsFiveHundredKibibytes();
    void readsNoMoreThanItsBound();
    void agreesWithTheRfcOnRandomPatterns();
    void agreesOnRandomFiles();
    void survivesAnything();
    void hostilePatternsTakeLinearTime();
    void hostileGroupsTakeLinearMemory();
};

void TestRobotsRules::decides_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<bool>("allowed");
    const auto row = [](const char* name, const char* file, const char* target, bool allowed) {
        QTest::newRow(name) << QByteArray(file) << QByteArray(target) << allowed;
    };
    row("empty file", "", "/a", true);
    row("no group for it", "User-agent: other\nDisallow: /\n", "/a", true);
    row("all agents", "User-agent: *\nDisallow: /\n", "/a", false);
    row("named before all", "User-agent: *\nDisallow: /\nUser-agent: fido\nDisallow: /x\n", "/a", true);
    row("named group without rules", "User-agent: *\nDisallow: /\n\nUser-agent: fido\n", "/a", true);
    row("capitals do not count", "USER-AGENT: FiDo\nDISALLOW: /a\n", "/a", false);
    row("capitals of the path count", "User-agent: fido\nDisallow: /A\n", "/a", true);
    row("version is not part of the name", "User-agent: fido/2.0\nDisallow: /a\n", "/a", false);
    row("a longer name is another", "User-agent: fidobot\nDisallow: /a\n", "/a", true);
    row("groups merge",
        "User-agent: fido\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n\nUser-agent: fido\nDisallow: /b\n", "/b",
        false);
    row("groups merge, first part", "User-agent: fido\nDisallow: /a\n\nUser-agent: fido\nDisallow: /b\n", "/a", false);
    row("allow of one group, disallow of another", "User-agent: fido\nDisallow: /a\nUser-agent: fido\nAllow: /a/b\n",
        "/a/b", true);
    row("agents share rules", "User-agent: x\nUser-agent: fido\nDisallow: /a\n", "/a", false);
    row("rule ends the agents", "User-agent: fido\nDisallow: /a\nUser-agent: x\nDisallow: /b\n", "/b", true);
    row("other lines do not end the agents",
        "User-agent: fido\nSitemap: http://x/\nCrawl-delay: 2\nUser-agent: x\n"
        "Disallow: /a\n",
        "/a", false);
    row("blank lines mean nothing", "User-agent: fido\n\n\nDisallow: /a\n", "/a", false);
    row("rules before any agent", "Disallow: /\nUser-agent: fido\nDisallow: /x\n", "/a", true);
    row("longest wins, allow", "User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/c", true);
    row("longest wins, disallow", "User-agent: *\nAllow: /a\nDisallow: /a/b\n", "/a/b/c", false);
    row("order does not count", "User-agent: *\nAllow: /a/b\nDisallow: /a\n", "/a/b/c", true);
    row("tie is allow", "User-agent: *\nDisallow: /a\nAllow: /a\n", "/a", true);
    row("tie over two groups", "User-agent: *\nDisallow: /a\nUser-agent: *\nAllow: /a\n", "/a", true);
    row("empty disallow", "User-agent: *\nDisallow:\n", "/a", true);
    row("empty allow does not win", "User-agent: *\nAllow:\nDisallow: /\n", "/a", false);
    row("prefix", "User-agent: *\nDisallow: /fish\n", "/fishheads/yummy.html", false);
    row("not in the middle", "User-agent: *\nDisallow: /fish\n", "/catfish", true);
    row("folder", "User-agent: *\nDisallow: /fish/\n", "/fish", true);
    row("star in the middle", "User-agent: *\nDisallow: /a*/c\n", "/abb/c?d", false);
    row("star at the end", "User-agent: *\nDisallow: /fish*\n", "/fish", false);
    row("star takes nothing too", "User-agent: *\nDisallow: /a*b\n", "/ab", false);
    row("star first", "User-agent: *\nDisallow: *.php\n", "/x/index.php?y", false);
    row("end", "User-agent: *\nDisallow: /*.php$\n", "/a.php", false);
    row("end, query behind", "User-agent: *\nDisallow: /*.php$\n", "/a.php?x", true);
    row("end, twice in it", "User-agent: *\nDisallow: /*.php$\n", "/a.php/b.php", false);
    row("only the root", "User-agent: *\nDisallow: /$\n", "/a", true);
    row("the root", "User-agent: *\nDisallow: /$\n", "/", false);
    row("dollar in the middle is itself", "User-agent: *\nDisallow: /a$b\n", "/a$b", false);
    row("query", "User-agent: *\nDisallow: /*?session=\n", "/a?session=1", false);
    row("robots.txt itself", "User-agent: *\nDisallow: /\n", "/robots.txt", true);
    row("what only begins like it", "User-agent: *\nDisallow: /\n", "/robots.txt.old", false);
    row("no slash matches nothing", "User-agent: *\nDisallow: a\n", "/a", true);
    row("comment", "User-agent: * # all\nDisallow: /a # not this\n", "/a", false);
    row("commented out", "User-agent: *\n#Disallow: /a\n", "/a", true);
    row("byte order mark", "\xEF\xBB\xBFUser-agent: *\nDisallow: /\n", "/a", false);
    row("carriage returns", "User-agent: *\r\nDisallow: /a\r\n", "/a", false);
    row("carriage returns alone", "User-agent: *\rDisallow: /a\r", "/a", false);
    row("no last line end", "User-agent: *\nDisallow: /a", "/a", false);
    row("blanks", "  User-agent \t:\t*  \n\tDisallow :   /a \t\n", "/a", false);
    row("colon missing", "User-agent *\nDisallow /a\n", "/a", false);
    row("misspelt", "Useragent: *\nDissallow: /a\n", "/a", false);
    row("nonsense between", "User-agent: *\n<html>\x01\xff\n::::\nDisallow: /a\n", "/a", false);
    row("star with more behind it", "User-agent: * everybody\nDisallow: /a\n", "/a", false);
    row("star at the end of a name is not all", "User-agent: *x\nDisallow: /a\n", "/a", true);
}

void TestRobotsRules::decides()
{
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, target);
    QFETCH(bool, allowed);
    QCOMPARE(verdict(file, "Fido/1.0 (+http://fido.example)", target).allowed, allowed);
}

void TestRobotsRules::namesTheLine_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("number");
    QTest::addColumn<QByteArray>("line");
    const auto row = [](const char* name, const char* file, const char* target, int number, const char* line) {
        QTest::newRow(name) << QByteArray(file) << QByteArray(target) << number << QByteArray(line);
    };
    row("disallow", "User-agent: *\n# why\n  Disallow: /a # secret \n", "/a", 3, "Disallow: /a # secret");
    row("allow", "User-agent: *\r\nDisallow: /\r\nAllow: /a\r\n", "/ab", 3, "Allow: /a");
    row("carriage returns alone", "User-agent: *\rDisallow: /\rAllow: /a\r", "/ab", 3, "Allow: /a");
    row("second group", "User-agent: *\nDisallow: /a\n\nUser-agent: *\nDisallow: /a/b\n", "/a/b", 5, "Disallow: /a/b");
    row("first of two alike", "User-agent: *\nDisallow: /a\nDisallow: /a\n", "/a", 2, "Disallow: /a");
    row("none", "User-agent: *\nDisallow: /a\n", "/b", 0, "");
    row("robots.txt", "User-agent: *\nDisallow: /\n", "/robots.txt", 0, "");
}

void TestRobotsRules::namesTheLine()
{
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, target);
    const RobotsVerdict verdict = ::verdict(file, "fido", target);
    QTEST(verdict.line.number, "number");
    QTEST(verdict.line.text, "line");
    QCOMPARE(verdict.reason == RobotsVerdict::Reason::Line, verdict.line.number > 0);
    const bool isRobotsFile = target == "/robots.txt";
    QCOMPARE(verdict.reason == RobotsVerdict::Reason::RobotsFile, isRobotsFile);
}

// The table of RFC 9309, 2.2.2, and 2.2.3 on special characters.
void TestRobotsRules::comparesOneSpelling_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char* pattern, const char* target, bool matches) {
        QTest::addRow("%s on %s", pattern, target) << QByteArray(pattern) << QByteArray(target) << matches;
    };
    row("/foo/bar?baz=quz", "/foo/bar?baz=quz", true);
    row("/foo/bar?baz=http://foo.bar", "/foo/bar?baz=http://foo.bar", true);
    row("/foo/bar?baz=http%3a%2f%2ffoo.bar", "/foo/bar?baz=http%3A%2F%2Ffoo.bar", true);
    row("/foo/bar/\xe3\x83\x84", "/foo/bar/%E3%83%84", true);
    row("/foo/bar/%e3%83%84", "/foo/bar/%E3%83%84", true);
    row("/foo/bar/%62%61%7A", "/foo/bar/baz", true);
    row("/foo/bar/baz", "/foo/bar/%62a%7A", true);
    row("/~joe", "/%7ejoe", true);
    row("/a%2Fb", "/a/b", false);
    row("/a/b", "/a%2Fb", false);
    row("/path/file-with-a-%2A.html", "/path/file-with-a-*.html", true);
    row("/path/file-with-a-%2A.html", "/path/file-with-a-x.html", false);
    row("/path/foo-%24", "/path/foo-$", true);
    row("/path/foo-%24", "/path/foo-", false);
    row("/a b", "/a%20b", true);
    row("/100%", "/100%25", true); // a percent sign that encodes nothing is itself
    row("/100%25", "/100%25", true);
}

void TestRobotsRules::comparesOneSpelling()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArray, target);
    QFETCH(bool, matches);
    QCOMPARE(verdict("User-agent: *\nDisallow: " + pattern + '\n', "fido", target).allowed, !matches);
}

void TestRobotsRules::keepsCrawlDelays_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<double>("seconds");
    QTest::addColumn<int>("number");
    const auto row = [](const char* name, const char* file, double seconds, int number) {
        QTest::newRow(name) << QByteArray(file) << seconds << number;
    };
    row("none", "User-agent: *\nDisallow: /\n", -1, 0);
    row("for all", "User-agent: *\nCrawl-delay: 2.5\n", 2.5, 2);
    row("for the agent", "User-agent: *\nCrawl-delay: 9\nDisallow:\nUser-agent: fido\ncrawl-delay: 1\n", 1, 5);
    row("named group has none", "User-agent: *\nCrawl-delay: 9\nDisallow:\nUser-agent: fido\nDisallow: /\n", -1, 0);
    row("the largest", "User-agent: *\nCrawl-delay: 3\nCrawl-delay: 5\nCrawl-delay: 4\n", 5, 3);
    row("the largest of two groups", "User-agent: *\nCrawl-delay: 3\nAllow: /\nUser-agent: *\nCrawl-delay: 4\n", 4, 5);
    row("zero", "User-agent: *\nCrawl-delay: 0\n", 0, 2);
    row("negative", "User-agent: *\nCrawl-delay: -1\n", -1, 0);
    row("no number", "User-agent: *\nCrawl-delay: soon\n", -1, 0);
    row("not finite", "User-agent: *\nCrawl-delay: inf\nCrawl-delay: nan\nCrawl-delay: 1e999\n", -1, 0);
    row("with a unit", "User-agent: *\nCrawl-delay: 5s\n", -1, 0);
    row("before any agent", "Crawl-delay: 5\nUser-agent: *\n", -1, 0);
}

void TestRobotsRules::keepsCrawlDelays()
{
    QFETCH(QByteArray, file);
    QFETCH(double, seconds);
    const auto delay = RobotsRules::parse(file).crawlDelay("Fido");
    QCOMPARE(delay ? delay->seconds : -1, seconds);
    QTEST(delay ? delay->line.number : 0, "number");
}

void TestRobotsRules::findsProductTokens_data()
{
    QTest::addColumn<QByteArray>("agent");
    QTest::addColumn<QByteArray>("token");
    QTest::newRow("plain") << QByteArray("Lanescope") << QByteArray("lanescope");
    QTest::newRow("header") << QByteArray("Lanescope/0.1 (+http://x)") << QByteArray("lanescope");
    QTest::newRow("signs") << QByteArray("My_Bot-X 2") << QByteArray("my_bot-x");
    QTest::newRow("digit ends it") << QByteArray("bot9") << QByteArray("bot");
    QTest::newRow("none") << QByteArray("007") << QByteArray();
    QTest::newRow("empty") << QByteArray() << QByteArray();
}

void TestRobotsRules::findsProductTokens()
{
    QFETCH(QByteArray, agent);
    QTEST(QByteArray::fromStdString(RobotsRules::productToken(agent.toStdString())), "token");
}

void TestRobotsRules::readsFiveHundredKibibytes()
{
    QByteArray file = "User-agent: *\n";
    while (file.size() < 500 * 1024)
        file += "Disallow: /private/" + QByteArray::number(file.size()) + '\n';
    const int lines = static_cast<int>(file.count('\n'));
    file += "Disallow: /the-last\n";
    const RobotsRules rules = RobotsRules::parse(file);
    QVERIFY(!rules.truncated());
    QVERIFY(!rules.check("fido", urlOf("/private/14")).allowed);
    QCOMPARE(rules.check("fido", urlOf("/the-last")).line.number, lines + 1);
}

void TestRobotsRules::readsNoMoreThanItsBound()
{
    QByteArray file = "User-agent: *\nAllow: /a/b\n";
    file += '#' + QByteArray(RobotsRules::kMaxBytes - file.size() - 12, 'x') + '\n';
    // The bound lies within this line: as far as it was read it would forbid everything below /a.
    file += "Disallow: /a/secret\nDisallow: /b\n";
    const RobotsRules rules = RobotsRules::parse(file);
    QVERIFY(rules.truncated());
    QVERIFY(rules.check("fido", urlOf("/a/c")).allowed);
    QVERIFY(rules.check("fido", urlOf("/b")).allowed);
    QCOMPARE(rules.check("fido", urlOf("/a/b")).line.number, 2);
}

void TestRobotsRules::agreesWithTheRfcOnRandomPatterns()
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

void TestRobotsRules::agreesOnRandomFiles()
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

void TestRobotsRules::survivesAnything()
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

/// Of this thread: what others do on the machine does not count.
qint64 cpuNs()
{
    timespec used{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return used.tv_sec * 1'000'000'000LL + used.tv_nsec;
}

/// Compared with the same amount of work that cannot be made hard, so that a slow machine fails no test.
void TestRobotsRules::hostilePatternsTakeLinearTime()
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

void TestRobotsRules::hostileGroupsTakeLinearMemory()
{
    // Every line an agent, every second a rule, all of one agent: what is stored per agent must not multiply.
    QByteArray file;
    while (file.size() < 500 * 1024)
        file += "User-agent: fido\nUser-agent: *\nDisallow: /x\n";
    const RobotsRules rules = RobotsRules::parse(file);
    QCOMPARE(rules.check("fido", urlOf("/x")).line.number, 3);
    QVERIFY(rules.check("fido", urlOf("/y")).allowed);
}

QTEST_GUILESS_MAIN(TestRobotsRules)
#include "test_robots_rules.moc"
