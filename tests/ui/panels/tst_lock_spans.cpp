// SPDX-License-Identifier: GPL-3.0-or-later
// In which spans a lock was held and waited for.
#include "tests/ui/timeline/run_builder.h"
#include "ui/panels/locks/lock_details.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

using namespace lanescope;
using namespace lanescope::panels;
using store::Occurrence;
using tests::RunBuilder;

namespace {

constexpr std::int64_t kMs = 1'000'000;
constexpr std::int64_t kSecond = 1'000 * kMs;
constexpr std::int64_t kBegin = RunBuilder::kBeginNs;

timeline::TimeRange between(std::int64_t fromNs, std::int64_t toNs)
{
    return {kBegin + fromNs, kBegin + toNs};
}

double shareOf(const std::vector<ShareLine>& lines, const char* name)
{
    const auto found = std::ranges::find(lines, QString::fromLatin1(name), &ShareLine::name);
    return found == lines.end() ? -1 : found->share;
}

} // namespace

class TestLockSpans : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { theme::applyTheme(*qApp, theme::ThemeMode::Light); }
    void init();
    void sharesAddUpByTheInnermostSpan();
    void onlyTheRangeCounts();
    void aWaitIsInItsSpanToo();
    void aLineGoesToItsNewestHold();
    void withoutSpansNothingIsShown();

private:
    void span(std::uint32_t thread, std::int64_t untilNs, const char* name)
    {
        m_run.add(m_run.addTaskRow(thread), 0, untilNs, store::State::Task, m_run.addName(name));
    }
    // Ten milliseconds each, in turns; every one after a wait of five.
    void lockInTurns();
    store::ObjectIndex lock() const { return store::ObjectIndex{m_lock}; }

    RunBuilder m_run;
    std::uint32_t m_lock = 0;
};

void TestLockSpans::init()
{
    m_run = RunBuilder();
    m_run.addThread("parser");
    m_run.addThread("fetcher");
}

void TestLockSpans::lockInTurns()
{
    m_lock = m_run.addLock("lock");
    store::OccurrenceLog holds;
    store::OccurrenceLog waits;
    auto figures = std::make_shared<store::LockFigures>();
    for (std::uint32_t i = 0; i < 20; ++i) {
        holds.add(Occurrence::make(kBegin + (i + 1) * 10 * kMs, 10 * kMs, i % 2));
        waits.add(Occurrence::make(kBegin + i * 10 * kMs, 5 * kMs, i % 2));
        ++figures->acquisitions;
    }
    auto log = std::make_shared<store::ObjectLog>();
    holds.advance(kBegin + kSecond);
    waits.advance(kBegin + kSecond);
    log->holds = holds.view();
    log->waits = waits.view();
    m_run.object(m_lock).lock = figures;
    m_run.object(m_lock).log = log;
}

void TestLockSpans::sharesAddUpByTheInnermostSpan()
{
    span(0, kSecond, "parse");
    span(0, 100 * kMs, "links"); // within the first half of it
    span(1, kSecond, "fetch");
    lockInTurns();
    const LockSpans spans = lockSpans(*m_run.build(kSecond), lock(), between(0, kSecond));
    QCOMPARE(spans.holding.size(), std::size_t(3));
    QCOMPARE(spans.holding[0].name, QStringLiteral("fetch")); // the most first
    QCOMPARE(shareOf(spans.holding, "fetch"), 0.5);
    QCOMPARE(shareOf(spans.holding, "links"), 0.25);
    QCOMPARE(shareOf(spans.holding, "parse"), 0.25);
}

void TestLockSpans::onlyTheRangeCounts()
{
    span(0, 100 * kMs, "early");
    span(1, kSecond, "fetch");
    lockInTurns();
    const auto snapshot = m_run.build(kSecond);
    const LockSpans late = lockSpans(*snapshot, lock(), between(125 * kMs, kSecond));
    QCOMPARE(shareOf(late.holding, "early"), -1.0);
    // Of all holds there, those in no span included; of the one that the range begins in, the half within.
    QCOMPARE(shareOf(late.holding, "fetch"), 40.0 / 75.0);
    QVERIFY(lockSpans(*snapshot, store::ObjectIndex{4242}, between(0, kSecond)).holding.empty());
}

void TestLockSpans::aWaitIsInItsSpanToo()
{
    span(1, kSecond, "fetch");
    lockInTurns();
    const LockSpans spans = lockSpans(*m_run.build(kSecond), lock(), between(0, kSecond));
    QCOMPARE(spans.waiting.size(), std::size_t(1));
    QCOMPARE(shareOf(spans.waiting, "fetch"), 50.0 / 95.0); // the first wait of the other was before the range
}

void TestLockSpans::aLineGoesToItsNewestHold()
{
    span(0, 100 * kMs, "links");
    lockInTurns();
    LockDetails details;
    details.setSnapshot(m_run.build(kSecond));
    details.choose(m_lock);
    QSignalSpy places(&details, &LockDetails::placeChosen);
    for (auto* bars : details.findChildren<ShareBars*>()) {
        if (!bars->lines().empty() && bars->lines() == details.spans().holding)
            Q_EMIT bars->chosen(bars->lines().front().key);
    }
    QCOMPARE(places.size(), 1);
    QCOMPARE(places[0][0].value<store::RowIndex>(), m_run.stateRow(0));
    QCOMPARE(places[0][1].toLongLong(), kBegin + 80 * kMs);
}

void TestLockSpans::withoutSpansNothingIsShown()
{
    lockInTurns();
    LockDetails details;
    details.setSnapshot(m_run.build(kSecond));
    details.choose(m_lock);
    details.resize(900, 300);
    details.show();
    QVERIFY(details.spans().holding.empty());
    int seen = 0;
    for (const auto* bars : details.findChildren<ShareBars*>())
        seen += bars->isVisible() ? 1 : 0;
    QCOMPARE(seen, 2); // who held it, who waited
}

QTEST_MAIN(TestLockSpans)
#include "tst_lock_spans.moc"
