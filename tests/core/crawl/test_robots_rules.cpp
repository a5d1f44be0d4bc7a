// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/crawl/robots_steps.h"

#include <QTest>

using namespace lanescope::crawl;
using namespace robots_steps;

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

QTEST_GUILESS_MAIN(TestRobotsRules)
#include "test_robots_rules.moc"
