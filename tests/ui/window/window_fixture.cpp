// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window/window_fixture.h"

#include "ui/theme/theme.h"
#include "ui/timeline/timeline_pane.h"

#include <QApplication>
#include <QLabel>
#include <QTest>

namespace lanescope::test {

using scenario::Knob;

void WindowFixture::makeScenarios()
{
    theme::applyTheme(*qApp, theme::ThemeMode::Dark);
    const auto s = [](const char* text) { return QString::fromUtf8(text); };
    m_scenarios = {
        {s("locks.mutex"),
         s("Locks"),
         s("Mutex"),
         s("One lock, many threads."),
         {Knob::integer(s("threads"), s("Threads"), 1, 64, 4, {}, {}),
          Knob::integer(s("hold"), s("Hold"), 0, 100, 10, s("µs"), {}),
          Knob::choice(s("lock"), s("Lock"), {s("none"), s("QMutex"), s("std::mutex"), s("ticket lock")}, 1, {})
              .restart()}},
        {s("crawl.url"),
         s("Crawl"),
         s("Crawl a URL"),
         {},
         {Knob::textual(s("urls"), s("Address"), {}, {}).restart(),
          Knob::real(s("download_delay"), s("Delay"), 0, 60, 1, s("s"), {}),
          Knob::toggle(s("paused"), s("Pause all"), false, {}),
          Knob::textual(s("welcome_at"), s("Welcome at"), {}, {})}},
    };
}

void WindowFixture::open()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin)")));
    m_settings = std::make_unique<window::Settings>(m_folder.filePath(QStringLiteral("w.ini")));
    m_controller = std::make_unique<control::RunController>();
    m_window = std::make_unique<window::MainWindow>(*m_controller, m_scenarios, *m_settings);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    m_run = FigureRun(m_run.nowNs() + 1'000'000'000);
}

void WindowFixture::close()
{
    m_window.reset();
    m_controller.reset();
    m_settings.reset();
}

void WindowFixture::showRun()
{
    m_run.grow(2'000'000'000);
    const auto snapshot = m_run.snapshot();
    m_window->setSource([snapshot] { return snapshot; });
    QTRY_COMPARE(m_window->pane().shownSnapshot(), snapshot);
}

QString WindowFixture::visibleText() const
{
    QStringList texts;
    for (const auto* label : m_window->findChildren<QLabel*>()) {
        if (label->isVisible())
            texts << label->text();
    }
    return texts.join(u'\n');
}

} // namespace lanescope::test
