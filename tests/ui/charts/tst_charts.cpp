// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/session/sample_run.h"
#include "tests/ui/charts/made_run.h"
#include "tests/ui/panels/lossy.h"
#include "ui/charts/chart_catalogue.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/histogram_chart.h"
#include "ui/charts/latency_chart.h"
#include "ui/charts/lock_times_chart.h"
#include "ui/charts/lock_wait_chart.h"
#include "ui/charts/queue_depth_chart.h"
#include "ui/charts/throughput_chart.h"
#include "ui/charts/utilisation_chart.h"

#include <QChart>
#include <QGraphicsScene>
#include <QSignalSpy>
#include <QTest>

#include <numeric>

namespace lanescope::charts {
namespace {

using namespace store;
using test::Made;

constexpr std::int64_t kSecond = 1'000'000'000;

double valueAt(const TimeChart& chart, const char* curve, double seconds)
{
    for (const Curve& c : chart.curves()) {
        if (c.name != QLatin1String(curve))
            continue;
        std::size_t nearest = 0;
        for (std::size_t i = 0; i < chart.xs().size(); ++i) {
            if (std::abs(chart.xs()[i] - seconds) < std::abs(chart.xs()[nearest] - seconds))
                nearest = i;
        }
        return c.values[nearest];
    }
    return -1;
}

class TestCharts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Those in sight alone. In a picture the curve, which runs on, is paler there than beside it.
    void pausesAreWashedOut()
    {
        const auto snapshot = Made()
                                  .thread({Interval::make(0, 20 * kSecond, State::Running)})
                                  .paused(kSecond, 2 * kSecond)
                                  .paused(10 * kSecond, 14 * kSecond)
                                  .until(20 * kSecond);
        UtilisationChart chart;
        chart.setStyle(ChartStyle::forPrint(QFont()));
        chart.resize({600, 300});
        QVERIFY(chart.show(snapshot, {5 * kSecond, 20 * kSecond}));
        QCOMPARE(chart.pauses().size(), 1);
        QCOMPARE(chart.pauses()[0].fromX, 10.0);
        QCOMPARE(chart.pauses()[0].toX, 14.0);
        QCOMPARE(chart.pauses()[0].label, QStringLiteral("paused 4.00\u00a0s"));

        QGraphicsScene scene;
        scene.addItem(chart.graphics());
        chart.finishLayout();
        QImage image(600, 300, QImage::Format_RGB32);
        QPainter painter(&image);
        scene.render(&painter, QRectF(image.rect()), QRectF(image.rect()));
        painter.end();
        scene.removeItem(chart.graphics());
        const QRectF plot = chart.plot();
        const auto brightness = [&](double fromS, double toS) {
            double sum = 0;
            for (double second = fromS; second < toS; second += 0.1) {
                const int x = static_cast<int>(plot.left() + (second - 5) / 15 * plot.width());
                for (int y = static_cast<int>(plot.center().y()); y < static_cast<int>(plot.bottom()) - 20; ++y)
                    sum += qGray(image.pixel(x, y));
            }
            return sum / (toS - fromS);
        };
        QVERIFY(brightness(10.2, 13.8) > 1.1 * brightness(14.2, 17.8));
    }

    void utilisationStacksThreads()
    {
        const auto snapshot = Made()
                                  .thread({Interval::make(0, 5 * kSecond, State::Running),
                                           Interval::make(5 * kSecond, 10 * kSecond, State::LockWait)})
                                  .thread({Interval::make(0, 10 * kSecond, State::Running)})
                                  .until(10 * kSecond);
        UtilisationChart chart;
        QVERIFY(chart.show(snapshot, {}));
        QCOMPARE(valueAt(chart, "running", 2), 2.0);
        QCOMPARE(valueAt(chart, "running", 8), 1.0);
        QCOMPARE(valueAt(chart, "lock wait", 8), 1.0);
        QCOMPARE(chart.curves().size(), std::size_t{2});
    }

    void lockWaitIsAShareOfThreadTime()
    {
        const auto snapshot = Made()
                                  .lock("a", {})
                                  .lock("b", {})
                                  .thread({Interval::make(0, 10 * kSecond, State::LockWait, 0)})
                                  .thread({Interval::make(0, 5 * kSecond, State::Running),
                                           Interval::make(5 * kSecond, 10 * kSecond, State::LockWait, 1)})
                                  .until(10 * kSecond);
        LockWaitChart chart;
        QVERIFY(chart.show(snapshot, {}));
        QCOMPARE(valueAt(chart, "a", 2), 50.0);
        QCOMPARE(valueAt(chart, "b", 2), 0.0);
        QCOMPARE(valueAt(chart, "b", 8), 50.0);
        QCOMPARE(chart.curves().front().name, QStringLiteral("a")); // waited for most
    }

    void whatLacksRecordsSaysSo()
    {
        const auto whole = Made().queue("q", 10, {{0, 1.0}, {9 * kSecond, 2.0}}).until(10 * kSecond);
        const auto lossy = test::withLosses(whole, 2 * kSecond, 3 * kSecond, 77);
        QueueDepthChart chart;
        QVERIFY(chart.show(whole, {}));
        QVERIFY(chart.lossText().isEmpty());
        QVERIFY(chart.show(lossy, {}));
        QVERIFY2(chart.lossText().contains(QStringLiteral("77")), qPrintable(chart.lossText()));
        QVERIFY(chart.show(lossy, {5 * kSecond, 9 * kSecond}));
        QVERIFY(chart.lossText().isEmpty());
    }

    void whatLacksContextSwitchesSaysSo()
    {
        const auto whole = Made()
                               .queue("q", 10, {{0, 1.0}, {9 * kSecond, 2.0}})
                               .thread({Interval::make(0, 10 * kSecond, State::Running)})
                               .until(10 * kSecond);
        auto lossy = std::make_shared<store::Snapshot>(*whole);
        lossy->recording.switchesLost = 77;
        UtilisationChart cpus;
        QVERIFY(cpus.show(lossy, {}));
        QVERIFY2(cpus.lossText().contains(QStringLiteral("77")), qPrintable(cpus.lossText()));
        QueueDepthChart depth; // does not go by them
        QVERIFY(depth.show(lossy, {}));
        QVERIFY(depth.lossText().isEmpty());
    }

    void otherLocksAreDrawnTogether()
    {
        Made made;
        for (std::uint32_t i = 0; i < 8; ++i) {
            made.lock("lock", {});
            made.thread({Interval::make(0, (i + 1) * kSecond, State::LockWait, i),
                         Interval::make((i + 1) * kSecond, 10 * kSecond, State::Running)});
        }
        LockWaitChart chart;
        QVERIFY(chart.show(made.until(10 * kSecond), {}));
        QCOMPARE(chart.curves().size(), std::size_t{6});
        double sum = 0;
        for (const Curve& curve : chart.curves())
            sum += curve.values.front();
        QVERIFY(std::abs(sum - 100) < 1e-9);
        QCOMPARE(chart.curves().back().name, QStringLiteral("other locks"));
    }

    void queueDepthIsTheTimeWeightedMean()
    {
        const auto snapshot =
            Made().queue("q", 10, {{0, 2}, {5 * kSecond, 8}}).queue("other", 0, {{0, 1}}).until(10 * kSecond);
        QueueDepthChart chart;
        QVERIFY(chart.show(snapshot, {}));
        QCOMPARE(valueAt(chart, "q", 2), 2.0);
        QCOMPARE(valueAt(chart, "q", 8), 8.0);
        QCOMPARE(valueAt(chart, "other", 8), 1.0);
    }

    void throughputCountsPerSecond()
    {
        std::vector<Sample> depths;
        for (std::int64_t i = 0; i < 1000; ++i) // a put and a get every 10 ms
            depths.push_back({i * 10'000'000, static_cast<double>(i % 2 == 0 ? 1 : 0)});
        std::vector<Interval> holds;
        for (std::int64_t i = 0; i < 100; ++i)
            holds.push_back(Interval::make(i * 100'000'000, i * 100'000'000 + 1000, State::Held,
                                           static_cast<std::uint32_t>(i % 2)));
        const auto snapshot = Made().queue("q", 0, depths).lock("l", holds).until(10 * kSecond);
        ThroughputChart chart;
        QVERIFY(chart.show(snapshot, {}));
        QCOMPARE(chart.choices().size(), 2);
        const auto mean = [&chart](std::size_t curve) {
            const std::vector<double>& values = chart.curves()[curve].values;
            return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
        };
        QCOMPARE(chart.curves().size(), std::size_t{2});
        QVERIFY(std::abs(mean(0) - 50) < 3);
        QVERIFY(std::abs(mean(1) - 50) < 3);
        chart.setChoice(1);
        QVERIFY(chart.show(snapshot, {}));
        QCOMPARE(chart.curves().size(), std::size_t{1});
        QVERIFY(std::abs(mean(0) - 10) < 2);
    }

    void onlyTheVisibleRangeIsDrawn()
    {
        const auto snapshot = Made()
                                  .thread({Interval::make(0, 5 * kSecond, State::Running),
                                           Interval::make(5 * kSecond, 10 * kSecond, State::Sleep)})
                                  .until(10 * kSecond);
        UtilisationChart chart;
        QVERIFY(chart.show(snapshot, {6 * kSecond, 8 * kSecond}));
        QCOMPARE(chart.curves().size(), std::size_t{1});
        QCOMPARE(chart.curves().front().name, QStringLiteral("asleep"));
        QVERIFY(chart.xs().front() >= 6 && chart.xs().back() <= 8);
    }

    // The picture of a run is the same whether the chart followed it or saw it for the first time.
    void followingARunGivesWhatLookingOnceGives()
    {
        Made made;
        made.lock("l", {});
        std::vector<Interval> states;
        for (std::int64_t i = 0; i < 3000; ++i)
            states.push_back(Interval::make(i * 10'000'000, i * 10'000'000 + 3'000'000 + i * 2000, State::LockWait, 0));
        made.thread(states);
        LockWaitChart following;
        for (std::int64_t second = 1; second < 30; ++second)
            QVERIFY(following.show(made.until(second * kSecond, true), {}));
        const std::uint64_t before = following.bucketsComputed();
        const auto last = made.until(30 * kSecond, true);
        QVERIFY(following.show(last, {}));
        LockWaitChart fresh;
        QVERIFY(fresh.show(last, {}));
        QCOMPARE(following.xs(), fresh.xs());
        for (std::size_t i = 0; i < fresh.xs().size(); ++i)
            QVERIFY(std::abs(following.curves().front().values[i] - fresh.curves().front().values[i]) < 1e-6);
        // One more second cost a few buckets, not all of them.
        QVERIFY(following.bucketsComputed() - before < fresh.bucketsComputed() / 4);
    }

    void deadlineSplitsTheWork()
    {
        const auto snapshot = sample::run({1, 10, 2, 2, true});
        LockWaitChart chart;
        int slices = 0;
        while (!chart.show(snapshot, {}, QDeadlineTimer(0)) && slices < 3)
            ++slices;
        QCOMPARE(slices, 3);
        QVERIFY(chart.isEmpty());
        QVERIFY(chart.show(snapshot, {}));
        QVERIFY(!chart.isEmpty());
    }

    void aNewRunForgetsTheOldOne()
    {
        LockWaitChart chart;
        QVERIFY(chart.show(sample::run({1, 3, 2, 2, true}), {}));
        const auto other = Made().thread({Interval::make(0, kSecond, State::Running)}).until(kSecond);
        QVERIFY(chart.show(other, {}));
        QVERIFY(chart.isEmpty());
    }

    void histogramOutlineCountsEverything()
    {
        Histogram histogram;
        for (int i = 0; i < 1000; ++i)
            histogram.add(1000 + i * 977);
        const auto outline = HistogramChart::outlineOf(histogram);
        double sum = 0;
        for (std::size_t i = 1; i < outline.xs.size(); ++i)
            sum += outline.ys[i] == outline.ys[i - 1] && outline.xs[i] > outline.xs[i - 1] ? outline.ys[i] : 0;
        QCOMPARE(sum, 1000.0);
        QCOMPARE(outline.ys.front(), 0.0);
        QCOMPARE(outline.ys.back(), 0.0);
        QVERIFY(std::is_sorted(outline.xs.begin(), outline.xs.end()));
        QVERIFY(outline.xs.front() <= 3.0 && outline.xs.back() >= std::log10(1000 + 999 * 977));
    }

    void timersThatComeLateHaveAHistogram()
    {
        std::vector<Sample> lateUs;
        for (std::int64_t i = 0; i < 10'000; ++i)
            lateUs.push_back({i * 1'000'000, i % 100 == 0 ? 5000.0 : i % 2 == 0 ? 200.0 : -50.0});
        const auto snapshot =
            Made().counter("lateness, µs", lateUs).counter("something else", {{0, 1e9}}).until(10 * kSecond);
        LatencyChart chart;
        int slices = 1;
        while (!chart.show(snapshot, {}, QDeadlineTimer(0)) && slices < 10) // goes on where it was
            ++slices;
        QCOMPARE(slices, 3);
        QVERIFY(!chart.isEmpty());
        QCOMPARE(chart.title(), QStringLiteral("Timer lateness"));
        QCOMPARE(chart.legend().size(), 2); // late by, early by
        LatenessTally tally;
        QVERIFY(tally.takeIn(*snapshot, QDeadlineTimer(QDeadlineTimer::Forever)));
        QVERIFY(tally.takeIn(*snapshot, QDeadlineTimer(QDeadlineTimer::Forever))); // nothing new: none counts twice
        QCOMPARE(tally.count(), 10'000U);
        QCOMPARE(tally.early().count(), 5000U);
        QCOMPARE(tally.early().maxNs(), 50'000);
        QCOMPARE(tally.late().maxNs(), 5'000'000);
        QVERIFY(tally.takeIn(*Snapshot::empty(), QDeadlineTimer(QDeadlineTimer::Forever)));
        QCOMPARE(tally.count(), 0U); // another run
    }

    void lockTimesShowTheMostWaitedForFirst()
    {
        LockTimesChart chart;
        QVERIFY(chart.show(sample::run(), {}));
        QCOMPARE(chart.choices(), (QStringList{QStringLiteral("frontier"), QStringLiteral("dns-cache")}));
        QVERIFY(chart.title().contains(QStringLiteral("frontier")));
        QCOMPARE(chart.legend().size(), 2);
        chart.setChoice(chart.choiceOf(ObjectIndex{1}));
        QVERIFY(chart.show(sample::run(), {}));
        QVERIFY(chart.title().contains(QStringLiteral("dns-cache")));
    }

    void emptyStatesAreExplained()
    {
        const auto idle = Made().thread({Interval::make(0, kSecond, State::Running)}).until(kSecond);
        for (const ChartKind kind : kAllCharts) {
            const auto chart = makeChart(kind);
            QVERIFY(chart->show(Snapshot::empty(), {}));
            QVERIFY2(chart->isEmpty() && chart->emptyText().size() > 10, qPrintable(chart->id()));
            QVERIFY(chart->show(idle, {}));
            QCOMPARE(chart->isEmpty(), kind != ChartKind::Utilisation);
            QVERIFY(chart->isEmpty() ? chart->emptyText().size() > 10 : chart->emptyText().isEmpty());
        }
    }

    void knobChangesAreMarked()
    {
        const auto plain = Made().thread({Interval::make(0, 10 * kSecond, State::Running)}).until(10 * kSecond);
        const auto marked =
            Made().thread({Interval::make(0, 10 * kSecond, State::Running)}).knob(5 * kSecond).until(10 * kSecond);
        const auto picture = [](const SnapshotPtr& snapshot) {
            UtilisationChart chart;
            chart.setStyle(ChartStyle::forPrint(QFont()));
            chart.resize({400, 200});
            chart.show(snapshot, {});
            QGraphicsScene scene;
            scene.addItem(chart.graphics());
            chart.finishLayout();
            QImage image(400, 200, QImage::Format_RGB32);
            QPainter painter(&image);
            scene.render(&painter, QRectF(image.rect()), QRectF(image.rect()));
            painter.end();
            const int x = static_cast<int>(chart.plot().center().x());
            scene.removeItem(chart.graphics());
            int accent = 0;
            for (int y = 0; y < image.height(); ++y) {
                for (int dx = -1; dx <= 1; ++dx)
                    accent += image.pixelColor(x + dx, y) == theme::lightColours().accent ? 1 : 0;
            }
            return accent;
        };
        QCOMPARE(picture(plain), 0);
        QVERIFY(picture(marked) > 20);
    }

    void aDragIsOneMark()
    {
        Made made;
        made.thread({Interval::make(0, 20 * kSecond, State::Running)});
        for (int value = 17; value <= 86; ++value)
            made.knob(5 * kSecond + value * 10'000'000, std::to_string(value) + " requests");
        made.knob(15 * kSecond, "20 requests");
        UtilisationChart chart;
        chart.setStartValues({{QStringLiteral("threads"), QStringLiteral("16 requests")}});
        QVERIFY(chart.show(made.until(20 * kSecond), {}));
        QCOMPARE(chart.markers().size(), 2);
        QCOMPARE(chart.markers()[0].label, QStringLiteral("threads 16 → 86 requests"));
        QCOMPARE(chart.markers()[1].label, QStringLiteral("threads 86 → 20 requests"));
        QVERIFY(std::abs(chart.markers()[0].x - 5.86) < 1e-9);
    }

    void marksThatNobodyCouldTellApartAreOne()
    {
        Made made;
        made.thread({Interval::make(0, 3600 * kSecond, State::Running)});
        for (int second = 100; second < 110; ++second) // in 640 pixels, all in two of them
            made.knob(second * kSecond, std::to_string(second));
        UtilisationChart chart;
        QVERIFY(chart.show(made.until(3600 * kSecond), {}));
        QCOMPARE(chart.markers().size(), 1);
        QCOMPARE(chart.markers()[0].label, QStringLiteral("threads 108 → 109"));
    }

    void aLabelLeavesRoomForWhatItIsAbout()
    {
        Marker marker;
        marker.label = QStringLiteral("concurrent_requests 16 → 86 requests");
        marker.shortLabel = QStringLiteral("16 → 86 requests");
        const QFontMetricsF metrics{QFont()};
        const double whole = metrics.horizontalAdvance(marker.label);
        QCOMPARE(labelThatFits(marker, metrics, 3 * whole), marker.label);
        QCOMPARE(labelThatFits(marker, metrics, whole), marker.shortLabel);
        QCOMPARE(labelThatFits(marker, metrics, whole / 4), QString());
    }

    // The state in which all threads are must not be the one that is left out.
    void whereTheLegendHasNoRoomTheLeastStaysOut()
    {
        QList<LegendItem> items;
        for (int i = 0; i < 8; ++i)
            items << LegendItem{
                LegendItem::Shape::Area, QStringLiteral("some state"), QStringLiteral("0.0"), {}, {}, 0};
        items.back().weight = 65;
        items[2].weight = 1;
        const QFontMetricsF metrics{QFont()};
        const double widthPx = 3 * (metrics.horizontalAdvance(QStringLiteral("some state 0.0")) + 50); // twice three
        QList<int> named;
        for (const PlacedItem& place : placeLegend(items, metrics, widthPx))
            named << place.item;
        QVERIFY(named.size() > 2 && named.size() < 8);
        QVERIFY(named.contains(7) && named.contains(2));
        QVERIFY(std::is_sorted(named.begin(), named.end()));
        QCOMPARE(placeLegend(items, metrics, 10'000).size(), 8);
    }

    void cursorReadsValuesOut()
    {
        const auto snapshot = Made()
                                  .thread({Interval::make(0, 5 * kSecond, State::Running),
                                           Interval::make(5 * kSecond, 10 * kSecond, State::Sleep)})
                                  .until(10 * kSecond);
        ChartView view(std::make_unique<UtilisationChart>());
        view.resize(600, 300);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.chart().show(snapshot, {});
        view.chart().finishLayout();
        QCOMPARE(view.chart().legend().front().value, QLocale().toString(0.0, 'f', 1));
        const QRectF plot = view.chart().plot();
        QTest::mouseMove(view.viewport(), QPoint(static_cast<int>(plot.left() + plot.width() / 4), 150));
        QTRY_COMPARE(view.chart().legend().front().value, QLocale().toString(1.0, 'f', 1));

        QSignalSpy clicked(&view, &ChartView::timeActivated);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, QPoint(static_cast<int>(plot.center().x()), 150));
        QCOMPARE(clicked.size(), 1);
        QVERIFY(std::abs(clicked.front().front().toLongLong() - 5 * kSecond) < kSecond / 10);
    }
};

} // namespace
} // namespace lanescope::charts

QTEST_MAIN(lanescope::charts::TestCharts)
#include "tst_charts.moc"
