// SPDX-License-Identifier: GPL-3.0-or-later
// Shows the window over a run written by hand, for looking at it: demo_window [--dark|--light] [--size WxH]
// [--tab N] [--state empty|failed|deadlock|pick|palette|keys|tour|range] [--stop N] [--shot FILE].
#include "resources/translation.h"
#include "tests/ui/panels/figure_run.h"
#include "tests/ui/timeline/run_builder.h"
#include "ui/gallery/gallery.h"
#include "ui/knobs/knob_panel.h"
#include "ui/theme/theme.h"
#include "ui/timeline/timeline_navigator.h"
#include "ui/timeline/timeline_pane.h"
#include "ui/timeline/timeline_view.h"
#include "ui/window/bottom_tabs.h"
#include "ui/window/main_window.h"
#include "ui/window/run_banner.h"
#include "ui/window/side_panel.h"
#include "ui/window/tour.h"
#include "ui/window/window_actions.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTemporaryDir>

using namespace lanescope;
using scenario::Knob;

namespace {

std::vector<Knob> crawlKnobs()
{
    const auto q = [](const char* s) { return QString::fromUtf8(s); };
    return {
        Knob::integer(q("concurrent_requests"), q("Concurrent requests"), 0, 128, 16, {}, q("Requests on the wire."))
            .onLogScale()
            .withZero(q("no limit")),
        Knob::integer(q("per_domain"), q("Per domain"), 1, 64, 8, {}, q("Requests on the wire per domain."))
            .onLogScale(),
        Knob::integer(q("per_ip"), q("Per IP"), 0, 64, 0, {}, q("Replaces the limit per domain.")).withZero(q("off")),
        Knob::real(q("delay"), q("Download delay"), 0, 5000, 0, q("ms"), q("Spacing between two starts.")),
        Knob::integer(q("depth"), q("Depth limit"), 0, 10, 6, {}, q("How deep links are followed.")),
        Knob::integer(q("parse_threads"), q("Parse threads"), 1, 8, 2, {}, q("Threads that parse pages.")),
        Knob::choice(q("order"), q("Frontier order"), {q("LIFO"), q("FIFO"), q("priority")}, 0,
                     q("Which URL is next.")),
        Knob::toggle(q("robots"), q("Obey robots.txt"), true, q("Ask every host first.")),
        Knob::integer(q("pages"), q("Pages"), 10, 100000, 2000, {}, q("Size of the site."))
            .onLogScale()
            .restart()
            .inSection(q("Site")),
        Knob::real(q("latency"), q("Latency"), 0, 1000, 20, q("ms"), q("Mean latency.")).inSection(q("Site")),
        Knob::choice(q("spread"), q("Latency distribution"), {q("fixed"), q("uniform"), q("log-normal"), q("per host")},
                     2, q("Shape of the latency."))
            .inSection(q("Site")),
        Knob::real(q("errors"), q("Error rate"), 0, 100, 1, q("%"), q("Share of 500s.")).inSection(q("Site")),
    };
}

std::vector<scenario::ScenarioInfo> catalogue()
{
    const std::vector<std::pair<QString, QStringList>> groups{
        {u"Threads"_qs, {u"Create and join"_qs, u"Blocking or async"_qs, u"Concurrent or parallel"_qs, u"The GIL"_qs}},
        {u"Locks"_qs,
         {u"Mutex"_qs, u"Recursive lock"_qs, u"Condition"_qs, u"Semaphore"_qs, u"Reader–writer"_qs, u"Deadlock"_qs,
          u"Philosophers"_qs}},
        {u"Queues"_qs, {u"Bounded FIFO"_qs, u"Producers, consumers"_qs, u"Priority"_qs, u"Pipeline"_qs}},
        {u"Pools"_qs, {u"Map over URLs"_qs, u"Starved by itself"_qs, u"Imbalance"_qs}},
        {u"Processes"_qs, {u"Fork"_qs, u"Pipe"_qs, u"Shared memory"_qs, u"Process pool"_qs}},
    };
    std::vector<scenario::ScenarioInfo> all;
    for (const auto& [group, titles] : groups) {
        for (const QString& title : titles)
            all.push_back({group.toLower() + u'.' + title.toLower(),
                           group,
                           title,
                           u"What %1 does."_qs.arg(title),
                           {},
                           {u"contention"_qs, u"fairness"_qs, u"lost update"_qs}});
    }
    all.push_back({u"crawl.site"_qs, u"Crawl"_qs, u"Crawl the built-in site"_qs,
                   u"Eight request rows are busy, never more: the per-domain limit. Raise it: the frontier empties "
                   u"faster, then the parse queue fills and the lock “frontier” becomes the limit."_qs,
                   crawlKnobs()});
    auto urlKnobs = crawlKnobs();
    urlKnobs.insert(urlKnobs.begin(), Knob::textual(u"url"_qs, u"Address"_qs, {}, u"Where to start."_qs));
    all.push_back({u"crawl.url"_qs, u"Crawl"_qs, u"Crawl a URL…"_qs, u"The same on a site of yours."_qs, urlKnobs});
    return all;
}

void fill(test::FigureRun& run)
{
    run.grow(5'000'000'000);
    run.addMark(store::MarkKind::Note, "net", "site listens on 127.0.0.2:40123 and 127.0.0.3:40123");
    run.grow(6'000'000'000);
    run.addMark(store::MarkKind::Knob, "per_domain", "8");
    run.grow(2'000'000'000);
    run.addMark(store::MarkKind::Warning, "net", "event loop was late by 61 ms");
    run.addMark(store::MarkKind::Error, "parser-2", "page 812 is not HTML: it begins with a zip header");
    run.grow(1'200'000'000);
}

// Five philosophers with a fork each, who all wait for the next one's.
store::SnapshotPtr deadlocked()
{
    constexpr std::int64_t kSecond = 1'000'000'000;
    tests::RunBuilder run;
    for (int i = 0; i < 5; ++i) {
        run.addLock("fork " + std::to_string(i + 1));
        run.addThread("philosopher " + std::to_string(i + 1));
    }
    for (std::uint32_t i = 0; i < 5; ++i) {
        run.object(i).owner = store::ThreadIndex{i};
        run.add(run.stateRow(i), 0, kSecond + i * 70'000'000, store::State::Running);
        run.open(run.stateRow(i), kSecond + i * 70'000'000, store::State::LockWait, (i + 1) % 5);
        run.open(run.objectRow(i), kSecond / 2 + i * 70'000'000, store::State::HeldContended, i);
    }
    return run.build(4 * kSecond, true);
}

void pickWait(window::MainWindow& window, const store::SnapshotPtr& snapshot)
{
    const store::RowIndex lane = snapshot->thread(store::ThreadIndex{2}).stateRow;
    const auto& row = snapshot->row(lane);
    for (std::size_t i = row.intervals.size(); i-- > 0;) {
        const auto& interval = row.intervals[i];
        if (interval.state() == store::State::LockWait && interval.durationNs > 5'000'000) {
            window.pane().view().navigator().pick(timeline::Pick{lane, interval});
            return;
        }
    }
}

void arrange(window::MainWindow& window, const QString& state, int stop, const store::SnapshotPtr& snapshot)
{
    auto& knobs = window.side().knobs();
    knobs.setNote(u"concurrent_requests"_qs, u"effective 8: the per-domain limit binds first"_qs,
                  knobs::NoteSeverity::Info);
    knobs.setEffective(u"concurrent_requests"_qs, scenario::KnobValue{8, {}});
    knobs.setNote(u"per_domain"_qs, u"binding now · +1 → about +9 pages/s"_qs, knobs::NoteSeverity::Binding);
    if (state == u"pick")
        pickWait(window, snapshot);
    if (state == u"range")
        window.pane().viewport().setSelection(
            timeline::TimeRange{snapshot->beginNs + 11'000'000'000, snapshot->beginNs + 12'500'000'000});
    if (state == u"failed")
        window.banner().show(window::RunBanner::Tone::Alarm, u"The run failed"_qs,
                             u"The lab crashed: signal 11 (SIGSEGV, invalid memory access).\nWhat was recorded until "
                             u"then is still here. Look at the log, change a knob, or restart."_qs);
    if (state == u"palette")
        window.actions().palette->trigger();
    if (state == u"keys")
        window.actions().keys->trigger();
    if (state == u"tour")
        window.actions().tour->trigger();
    if (auto* tour = window.findChild<window::Tour*>())
        tour->goTo(stop);
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    resources::installTranslation(application);
    QCommandLineParser parser;
    parser.addOptions({{u"dark"_qs, {}},
                       {u"light"_qs, {}},
                       {u"size"_qs, {}, u"WxH"_qs, u"1680x1050"_qs},
                       {u"tab"_qs, {}, u"N"_qs, u"0"_qs},
                       {u"state"_qs, {}, u"WORD"_qs},
                       {u"shot"_qs, {}, u"FILE"_qs},
                       {u"stop"_qs, {}, u"N"_qs, u"0"_qs},
                       {u"scenario"_qs, {}, u"ID"_qs, u"crawl.site"_qs}});
    parser.process(application);
    theme::applyTheme(application, parser.isSet(u"light"_qs) ? theme::ThemeMode::Light : theme::ThemeMode::Dark);

    QTemporaryDir folder;
    window::Settings settings(folder.filePath(u"demo.ini"_qs));
    const auto scenarios = catalogue();
    control::RunController controller;
    window::MainWindow window(controller, scenarios, settings);
    test::FigureRun run;
    const QString state = parser.value(u"state"_qs);
    if (state != u"empty")
        fill(run);
    const store::SnapshotPtr snapshot = state == u"empty"      ? store::Snapshot::empty()
                                        : state == u"deadlock" ? deadlocked()
                                                               : run.snapshot();
    window.setSource([snapshot] { return snapshot; });
    window.showScenario(parser.value(u"scenario"_qs));
    const QStringList size = parser.value(u"size"_qs).split(u'x');
    window.resize(size.value(0).toInt(), size.value(1).toInt());
    window.tabs().setCurrentIndex(parser.value(u"tab"_qs).toInt());
    window.show();
    QTimer::singleShot(400, &window, [&] { arrange(window, state, parser.value(u"stop"_qs).toInt(), snapshot); });
    if (parser.isSet(u"shot"_qs)) {
        QTimer::singleShot(1200, &window, [&] {
            QWidget* front = QApplication::activePopupWidget() ? QApplication::activePopupWidget()
                                                               : QApplication::activeModalWidget();
            const QImage image = front ? front->grab().toImage() : window.grabSelf();
            QApplication::exit(image.save(parser.value(u"shot"_qs)) ? 0 : 1);
        });
    }
    return QApplication::exec();
}
