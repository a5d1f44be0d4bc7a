// SPDX-License-Identifier: GPL-3.0-or-later
// What the window is made of, and its commands.
#include "tests/ui/window/window_fixture.h"
#include "ui/gallery/gallery.h"
#include "ui/knobs/knob_panel.h"
#include "ui/panels/crawl/crawl_panel.h"
#include "ui/panels/scenario_page.h"
#include "ui/timeline/timeline_keys.h"
#include "ui/timeline/timeline_pane.h"
#include "ui/timeline/timeline_view.h"
#include "ui/window/bottom_tabs.h"
#include "ui/window/command_palette.h"
#include "ui/window/keys_dialog.h"
#include "ui/window/run_banner.h"
#include "ui/window/side_panel.h"
#include "ui/window/tour.h"
#include "ui/window/window_actions.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPushButton>
#include <QTest>

using namespace lanescope;
using namespace lanescope::window;

class TestMainWindow : public QObject, private test::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { makeScenarios(); }
    void init() { open(); }
    void cleanup() { close(); }
    void opensWithEverythingInPlace();
    void fitsTheSmallestSize();
    void choosingAScenarioMakesItsKnobs();
    void theTourIsOfferedOnceAndComesBackFromTheMenu();
    void paletteRunsACommand();
    void everyShortcutIsUsedOnce();
    void everyKeyStandsOnThePageOfKeys();
    void menuBarCanBeHiddenAndCommandsStillWork();
    void slashFocusesTheSearch();
    void themesChangeTheWindow();
    void sizesAreRemembered();
    void grabsItself();
};

void TestMainWindow::opensWithEverythingInPlace()
{
    QVERIFY(m_window->pane().isVisible());
    QVERIFY(m_window->gallery().isVisible());
    QVERIFY(m_window->side().isVisible());
    QCOMPARE(m_window->tabs().count(), 10);
    QVERIFY(!m_window->tabs().isTabVisible(m_window->tabs().indexOf(m_window->tabs().crawl()))); // no crawl yet
    QVERIFY(!m_window->banner().isVisible());
    QVERIFY(!m_window->actions().startStop->isEnabled()); // nothing is chosen
    QVERIFY(!m_window->actions().pauseRun->isEnabled());
}

void TestMainWindow::fitsTheSmallestSize()
{
    m_window->showScenario(QStringLiteral("locks.mutex"));
    showRun();
    m_window->resize(1000, 640);
    QCOMPARE(m_window->size(), QSize(1000, 640));
    const QRect whole = m_window->rect();
    for (const auto* button : m_window->findChildren<QPushButton*>()) {
        if (!button->isVisible() || button->text().isEmpty())
            continue;
        const QRect place(button->mapTo(m_window.get(), QPoint()), button->size());
        QVERIFY2(whole.contains(place), qPrintable(button->text()));
        QVERIFY2(button->width() >= button->minimumSizeHint().width(), qPrintable(button->text()));
    }
}

void TestMainWindow::choosingAScenarioMakesItsKnobs()
{
    QVERIFY(!m_window->showScenario(QStringLiteral("nothing")));
    QVERIFY(m_window->showScenario(QStringLiteral("locks.mutex")));
    QVERIFY(m_window->side().knobs().row(QStringLiteral("threads")));
    QVERIFY(m_window->windowTitle().startsWith(QStringLiteral("Mutex")));
    QVERIFY(m_window->side().page().toPlainText().contains(QStringLiteral("One lock, many threads.")));
    QVERIFY(m_window->actions().startStop->isEnabled());
    QCOMPARE(m_window->gallery().current(), QStringLiteral("locks.mutex"));
}

void TestMainWindow::theTourIsOfferedOnceAndComesBackFromTheMenu()
{
    m_settings->setTourSeen(false);
    m_window->offerTour();
    auto* tour = m_window->findChild<Tour*>();
    QVERIFY(tour);
    for (int stop = 0; m_window->findChild<Tour*>() == tour && tour->isVisible(); ++stop) {
        QVERIFY(stop < 20);
        QVERIFY2(!tour->spot().isEmpty(), qPrintable(QString::number(stop)));
        tour->next();
    }
    QTRY_VERIFY(!m_window->findChild<Tour*>());
    m_window->offerTour();
    QVERIFY(!m_window->findChild<Tour*>());
    m_window->actions().tour->trigger();
    QVERIFY(m_window->findChild<Tour*>());
}

void TestMainWindow::paletteRunsACommand()
{
    m_window->actions().palette->trigger();
    auto* palette = m_window->findChild<CommandPalette*>();
    QVERIFY(palette);
    QWidget* edit = palette->focusWidget();
    QVERIFY(qobject_cast<QLineEdit*>(edit)); // one types at once
    QTest::keyClicks(edit, QStringLiteral("pause view"));
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(m_window->pane().viewport().isPaused());
    QTRY_VERIFY(!m_window->findChild<CommandPalette*>());
}

void TestMainWindow::everyShortcutIsUsedOnce()
{
    QHash<QString, QString> used;
    for (const QAction* action : m_window->actions().all()) {
        QVERIFY2(!action->text().isEmpty(), "a command has a name");
        if (action->shortcut().isEmpty())
            continue;
        const QString keys = action->shortcut().toString();
        QVERIFY2(!used.contains(keys), qPrintable(keys + u' ' + action->text() + u' ' + used.value(keys)));
        used.insert(keys, action->text());
    }
    QVERIFY(used.size() > 15);
}

void TestMainWindow::everyKeyStandsOnThePageOfKeys()
{
    m_window->actions().keys->trigger();
    auto* dialog = m_window->findChild<KeysDialog*>();
    QVERIFY(dialog);
    QStringList texts;
    for (const auto* label : dialog->findChildren<QLabel*>())
        texts << label->text();
    for (const auto& help : timeline::timelineKeys())
        QVERIFY2(texts.contains(help.keys), qPrintable(help.keys));
    QVERIFY(texts.contains(m_window->actions().palette->shortcut().toString(QKeySequence::NativeText)));
}

void TestMainWindow::menuBarCanBeHiddenAndCommandsStillWork()
{
    QVERIFY(m_window->menuBar()->isVisible());
    m_window->actions().menuBarShown->trigger();
    QVERIFY(!m_window->menuBar()->isVisible());
    QTest::keySequence(m_window.get(), QKeySequence(QStringLiteral("Ctrl+M")));
    QVERIFY(m_window->menuBar()->isVisible());
}

void TestMainWindow::slashFocusesTheSearch()
{
    m_window->pane().setFocus();
    QTest::keyClick(m_window->pane().view().focusProxy() ? m_window->pane().view().focusProxy()
                                                         : &m_window->pane().view(),
                    Qt::Key_Slash);
    QCOMPARE(m_window->focusWidget(), m_window->gallery().findChild<QLineEdit*>());
}

void TestMainWindow::themesChangeTheWindow()
{
    m_window->actions().themeLight->trigger();
    QVERIFY(m_window->palette().color(QPalette::Window).lightness() > 128);
    QCOMPARE(m_settings->theme(), theme::ThemeMode::Light);
    m_window->actions().themeDark->trigger();
    QVERIFY(m_window->palette().color(QPalette::Window).lightness() < 128);
    QVERIFY(m_window->actions().themeDark->isChecked());
    QVERIFY(!m_window->actions().themeLight->isChecked());
}

void TestMainWindow::sizesAreRemembered()
{
    m_window->resize(1200, 777);
    m_window->tabs().setCurrentIndex(2);
    m_window->close();
    MainWindow again(*m_controller, m_scenarios, *m_settings);
    QCOMPARE(again.size(), QSize(1200, 777));
    QCOMPARE(again.tabs().currentIndex(), 2);
}

void TestMainWindow::grabsItself()
{
    m_window->resize(1100, 700);
    m_window->showScenario(QStringLiteral("locks.mutex"));
    showRun();
    const QImage picture = m_window->grabSelf();
    QCOMPARE(picture.size(), QSize(1100, 700));
    QSet<QRgb> colours;
    for (int y = 0; y < picture.height(); y += 3) {
        for (int x = 0; x < picture.width(); x += 3)
            colours.insert(picture.pixel(x, y));
    }
    QVERIFY(colours.size() > 50);
}

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
