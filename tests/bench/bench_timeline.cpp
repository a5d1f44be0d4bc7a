// SPDX-License-Identifier: GPL-3.0-or-later
// Milliseconds of CPU time a frame of the whole centre column takes, and how that compares with filling as
// many pixels once.
#include "tests/ui/timeline/dense_run.h"
#include "ui/theme/theme.h"
#include "ui/timeline/timeline_pane.h"
#include "ui/timeline/timeline_view.h"

#include <QApplication>
#include <QImage>
#include <QPainter>

#include <algorithm>
#include <cstdio>
#include <functional>

#include <time.h>

using namespace lanescope;

namespace {

constexpr QSize kSize(1600, 900);

struct Measured {
    double medianMs = 0;
    double p95Ms = 0;
};

// CPU time of this thread: on a busy machine the wall clock measures the others.
double cpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

// `between` is not counted.
Measured measure(int frames, const std::function<void()>& frame, const std::function<void()>& between = {})
{
    std::vector<double> ms;
    for (int i = 0; i < frames; ++i) {
        if (between)
            between();
        const double before = cpuMs();
        frame();
        ms.push_back(cpuMs() - before);
    }
    std::sort(ms.begin(), ms.end());
    return {ms[ms.size() / 2], ms[ms.size() * 95 / 100]};
}

class Bench {
public:
    Bench(std::size_t rows, std::size_t intervalsPerRow)
        : m_run(rows, intervalsPerRow, 50'000)
        , m_image(kSize, QImage::Format_ARGB32_Premultiplied)
    {
        m_pane.resize(kSize);
        m_pane.setSnapshot(m_run.snapshot(true));
        paint();
        m_baseline = measure(40,
                             [this] {
                                 for (int i = 0; i < 10; ++i) {
                                     QPainter painter(&m_image);
                                     painter.fillRect(m_image.rect(), QColor(i, 20, 30));
                                 }
                             })
                         .medianMs /
                     10;
        std::printf("%zu rows, %zu intervals; filling %dx%d pixels once: %.2f ms\n", rows, rows * intervalsPerRow,
                    kSize.width(), kSize.height(), m_baseline);
    }

    void run()
    {
        auto& viewport = m_pane.viewport();
        viewport.fit();
        report("same picture again", measure(60, [this] { paint(); }));
        report("panning by 20 px", measure(60, [&] {
                   viewport.panBy(-viewport.visible().spanNs() / 70);
                   paint();
               }));
        viewport.fit();
        report("zooming, nothing reusable", measure(60, [&] {
                   viewport.zoomAt(viewport.run().fromNs + viewport.run().spanNs() / 2, 0.93);
                   paint();
               }));
        live(5'000'000'000, "live, following, 5 s visible");
        live(200'000'000, "live, following, 0.2 s visible");
        live(20'000'000, "live, following, 20 ms visible");
    }

private:
    void live(std::int64_t spanNs, const char* what)
    {
        auto& viewport = m_pane.viewport();
        viewport.setFollowLive(true);
        viewport.show({viewport.run().toNs - spanNs, viewport.run().toNs});
        viewport.setFollowLive(true);
        m_run.advance(16'000'000);
        auto next = m_run.snapshot(true);
        report(what, measure(
                         60,
                         [&] {
                             m_pane.setSnapshot(next);
                             paint();
                         },
                         [&] {
                             m_run.advance(16'000'000);
                             next = m_run.snapshot(true);
                         }));
    }

    void paint() { m_pane.render(&m_image); }
    void report(const char* what, const Measured& measured) const
    {
        std::printf("  %-34s median %7.2f ms   95th percentile %7.2f ms   %6.1f x filling\n", what, measured.medianMs,
                    measured.p95Ms, measured.medianMs / m_baseline);
        std::fflush(stdout);
    }

    tests::DenseRun m_run;
    QImage m_image;
    timeline::TimelinePane m_pane;
    double m_baseline = 1;
};

} // namespace

int main(int argc, char** argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    theme::applyTheme(application, theme::ThemeMode::Dark);
    Bench(50, 20'000).run();
    Bench(1'000, 10'000).run();
    return 0;
}
