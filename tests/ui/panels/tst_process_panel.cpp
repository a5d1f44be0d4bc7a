// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/panels/figure_run.h"
#include "ui/panels/processes/process_output.h"
#include "ui/panels/processes/process_panel.h"
#include "ui/panels/processes/process_words.h"
#include "ui/theme/theme.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace lanescope;
using namespace lanescope::panels;
using control::ProcessSignal;
using test::FigureRun;

Q_DECLARE_METATYPE(lanescope::control::ProcessSignal)

class TestProcessPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { m_panel.reset(); }
    void modelKeepsItsPromisesThroughARun();
    void childrenStandBelowTheirParent();
    void anOrphanMovesToItsNewParentAndStaysSelected();
    void numbersUsedAgainBelongToTheNewestProcess();
    void statesAreWords_data();
    void statesAreWords();
    void cpuIsTheShareOfTheLastSeconds();
    void menuAndKeysAskForSignals();
    void whatIsOverCannotBeSignalled();
    void theDeadAndTheStoppedMayBeAskedAndTheirMenuSaysSo();
    void threadsThatLiveAreCounted();
    void keyboardChooses();
    void emptyStateSaysWhatToDo();
    void whatTheChosenOneHasWrittenStandsBesideIt();
    void theMenuComesByKeyboard();
    void theTopStaysUntilSomeFollowOthers();

private:
    void show() { m_panel->setSnapshot(m_run->snapshot()); }
    QString cell(std::uint32_t process, const char* title) const
    {
        for (int column = 0; column < m_panel->model()->columnCount(); ++column) {
            if (m_panel->model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString() ==
                QLatin1String(title))
                return m_panel->model()
                    ->indexOf(store::ProcessIndex{process})
                    .siblingAtColumn(column)
                    .data()
                    .toString();
        }
        return QStringLiteral("no such column");
    }
    QAction* action(const char* word) const
    {
        for (QAction* one : m_panel->tree()->actions()) {
            if (one->text().contains(QLatin1String(word)))
                return one;
        }
        return nullptr;
    }

    std::unique_ptr<FigureRun> m_run;
    std::unique_ptr<ProcessPanel> m_panel;
};

void TestProcessPanel::whatTheChosenOneHasWrittenStandsBesideIt()
{
    const std::size_t talker = m_run->addProcess("talker", 41870);
    const std::string pid = std::to_string(m_run->process(talker).pid);
    m_run->grow(100'000'000);
    m_run->addMark(store::MarkKind::Note, "stdout " + pid, "hello");
    m_run->addMark(store::MarkKind::Note, "stdout 1", "somebody else");
    m_run->addMark(store::MarkKind::Note, "stderr " + pid, "oh");
    show();
    m_panel->output()->setProcess(std::nullopt);
    QCOMPARE(m_panel->output()->text(),
             QStringLiteral("%1: hello\n1: somebody else\n%1, stderr: oh").arg(QString::fromStdString(pid)));
    m_panel->tree()->setCurrentIndex(
        m_panel->model()->indexOf(store::ProcessIndex{static_cast<std::uint32_t>(talker)}));
    QCOMPARE(m_panel->output()->text(), QStringLiteral("hello\nstderr: oh"));
    m_run->addMark(store::MarkKind::Note, "stdout " + pid, "more");
    show();
    QVERIFY(m_panel->output()->text().endsWith(QStringLiteral("more")));
    m_panel->tree()->setCurrentIndex(m_panel->model()->indexOf(store::ProcessIndex{0}));
    QVERIFY(m_panel->output()->text().isEmpty());
    // A process that had the number before did not write it.
    m_run->endProcess(talker, 0, 0);
    m_run->grow(5'000'000'000);
    m_run->addMark(store::MarkKind::Note, "stdout " + pid, "another's");
    const auto snapshot = m_run->snapshot();
    QCOMPARE(outputOf(*snapshot, (*snapshot->processes)[talker]).size(), 3);
}

// Of a pool that starts, the first and their parent are what people look for; of a succession, who lives is at the end.
void TestProcessPanel::theTopStaysUntilSomeFollowOthers()
{
    m_panel->resize(800, 200);
    m_panel->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    show();
    const auto start = [&](int count) {
        for (int i = 0; i < count; ++i)
            m_run->addProcess("worker", 41870);
        m_run->grow(1'000'000);
        show();
    };
    const QScrollBar* bar = m_panel->tree()->verticalScrollBar();
    start(30);
    QTRY_VERIFY(bar->maximum() > 0);
    QCOMPARE(bar->value(), 0);
    m_panel->tree()->scrollToBottom();
    m_run->endProcess(3, 0, 0);
    start(1);
    QTRY_COMPARE(bar->value(), bar->maximum());
}

void TestProcessPanel::theMenuComesByKeyboard()
{
    show();
    m_panel->show();
    m_panel->tree()->setCurrentIndex(m_panel->model()->indexOf(store::ProcessIndex{0}));
    QContextMenuEvent key(QContextMenuEvent::Keyboard, QPoint(5, 5), m_panel->mapToGlobal(QPoint(5, 5)));
    QApplication::sendEvent(m_panel->tree()->viewport(), &key);
    auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
    QVERIFY(menu != nullptr);
    QVERIFY(menu->actions().contains(action("Stop")) && menu->actions().contains(action("Continue")));
    menu->close();
}

void TestProcessPanel::initTestCase()
{
    qRegisterMetaType<ProcessSignal>();
    theme::applyTheme(*qApp, theme::ThemeMode::Dark);
}

void TestProcessPanel::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin)")));
    m_run = std::make_unique<FigureRun>();
    m_run->grow(1'000'000'000);
    m_panel = std::make_unique<ProcessPanel>();
    m_panel->resize(900, 240);
    show();
    m_panel->show();
    m_panel->activateWindow();
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
}

void TestProcessPanel::modelKeepsItsPromisesThroughARun()
{
    ProcessTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    FigureRun run;
    for (int step = 0; step < 5; ++step) {
        run.grow(100'000'000);
        const auto child = run.addProcess("child", 41871);
        run.addProcess("grandchild", run.process(child).pid);
        if (step == 3)
            run.process(3).parentNow = 1;
        model.setSnapshot(run.snapshot());
    }
    QCOMPARE(model.rowCount(), 2); // the lab, and the orphan
    model.setSnapshot(store::Snapshot::empty());
    QCOMPARE(model.rowCount(), 0);
}

void TestProcessPanel::childrenStandBelowTheirParent()
{
    const auto* model = m_panel->model();
    const QModelIndex lab = model->index(0, 0);
    QCOMPARE(lab.data().toString(), QStringLiteral("lanescope-lab"));
    QCOMPARE(model->index(0, 0, lab).data().toString(), QStringLiteral("lanescope-site"));
    m_run->addProcess("worker", 41871);
    show();
    const QModelIndex site = model->index(0, 0, lab);
    QCOMPARE(model->index(0, 0, site).data().toString(), QStringLiteral("worker"));
    QVERIFY(m_panel->tree()->isExpanded(site)); // who comes is in sight at once
    QVERIFY(m_panel->tree()->visualRect(model->index(0, 0, site)).isValid());
}

void TestProcessPanel::anOrphanMovesToItsNewParentAndStaysSelected()
{
    const auto orphan = static_cast<std::uint32_t>(m_run->addProcess("orphan", 41871));
    show();
    QSignalSpy chosen(m_panel.get(), &ProcessPanel::chosen);
    m_panel->select(store::ProcessIndex{orphan});
    m_run->process(orphan).parentNow = 41870;
    show();
    const QModelIndex index = m_panel->model()->indexOf(store::ProcessIndex{orphan});
    QCOMPARE(index.parent(), m_panel->model()->indexOf(store::ProcessIndex{0}));
    QCOMPARE(m_panel->tree()->currentIndex(), index);
    QCOMPARE(cell(orphan, "Parent"), QStringLiteral("41870"));
    QCOMPARE(chosen.size(), 0);
}

void TestProcessPanel::numbersUsedAgainBelongToTheNewestProcess()
{
    m_run->endProcess(1, 0, 0);
    const auto second = m_run->addProcess("second of that number", 41870);
    m_run->process(second).pid = 41871;
    const auto child = static_cast<std::uint32_t>(m_run->addProcess("child", 41871));
    show();
    QCOMPARE(m_panel->model()->indexOf(store::ProcessIndex{child}).parent().data().toString(),
             QStringLiteral("second of that number"));
}

void TestProcessPanel::statesAreWords_data()
{
    QTest::addColumn<char>("kernelState");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<int>("signal");
    QTest::addColumn<QString>("expected");
    QTest::newRow("asleep") << 'S' << -1 << 0 << QStringLiteral("asleep");
    QTest::newRow("running") << 'R' << -1 << 0 << QStringLiteral("running");
    QTest::newRow("stopped") << 'T' << -1 << 0 << QStringLiteral("stopped");
    QTest::newRow("exited well") << 'X' << 0 << 0 << QStringLiteral("exited with code 0");
    QTest::newRow("exit code") << 'X' << 3 << 0 << QStringLiteral("exited with code 3");
    QTest::newRow("killed") << 'X' << 0 << 9 << QStringLiteral("SIGKILL");
    QTest::newRow("crashed") << 'X' << 0 << 11 << QStringLiteral("SIGSEGV");
    QTest::newRow("zombie") << 'Z' << 0 << 15 << QStringLiteral("zombie");
}

void TestProcessPanel::statesAreWords()
{
    QFETCH(char, kernelState);
    QFETCH(int, exitCode);
    QFETCH(int, signal);
    QFETCH(QString, expected);
    if (exitCode >= 0)
        m_run->endProcess(1, exitCode, signal);
    m_run->process(1).kernelState = kernelState;
    show();
    QVERIFY2(cell(1, "State").contains(expected), qPrintable(cell(1, "State")));
}

void TestProcessPanel::cpuIsTheShareOfTheLastSeconds()
{
    for (int i = 0; i < 20; ++i) {
        m_run->grow(200'000'000);
        show();
    }
    QCOMPARE(cell(0, "CPU").replace(QChar::Nbsp, u' '), QStringLiteral("148 %")); // as the run was written
}

void TestProcessPanel::menuAndKeysAskForSignals()
{
    QSignalSpy wanted(m_panel.get(), &ProcessPanel::signalWanted);
    m_run->process(1).kernelState = 'S';
    show();
    m_panel->select(store::ProcessIndex{1});
    QTest::keyClick(m_panel->tree(), Qt::Key_Delete);
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted[0][0].toLongLong(), 41871);
    QCOMPARE(wanted[0][1].value<ProcessSignal>(), ProcessSignal::End);
    QTest::keyClick(m_panel->tree(), Qt::Key_Delete, Qt::ShiftModifier);
    QCOMPARE(wanted[1][1].value<ProcessSignal>(), ProcessSignal::Kill);
    QVERIFY(action("Stop")->isEnabled() && !action("Continue")->isEnabled());
    m_run->process(1).kernelState = 'T';
    show();
    QVERIFY(!action("Stop")->isEnabled() && action("Continue")->isEnabled());
    const QPoint place = m_panel->tree()->visualRect(m_panel->tree()->currentIndex()).center();
    Q_EMIT m_panel->tree()->customContextMenuRequested(place);
    auto* menu = m_panel->findChild<QMenu*>();
    QVERIFY(menu);
    QTRY_VERIFY(menu->isVisible());
    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action("Continue")).center());
    QCOMPARE(wanted.size(), 3);
    QCOMPARE(wanted[2][1].value<ProcessSignal>(), ProcessSignal::Continue);
}

void TestProcessPanel::whatIsOverCannotBeSignalled()
{
    QSignalSpy wanted(m_panel.get(), &ProcessPanel::signalWanted);
    m_run->endProcess(1, 0, 0);
    show();
    m_panel->select(store::ProcessIndex{1});
    QVERIFY(!action("Kill")->isEnabled());
    QTest::keyClick(m_panel->tree(), Qt::Key_Delete, Qt::ShiftModifier);
    QCOMPARE(wanted.size(), 0);
}

void TestProcessPanel::theDeadAndTheStoppedMayBeAskedAndTheirMenuSaysSo()
{
    m_panel->select(store::ProcessIndex{1});
    m_run->process(1).kernelState = 'T';
    show();
    QVERIFY2(action("SIGTERM")->text().contains(QStringLiteral("once it continues")),
             qPrintable(action("SIGTERM")->text()));
    m_run->endProcess(1, 0, 9);
    m_run->process(1).kernelState = 'Z';
    show();
    QCOMPARE(action("SIGTERM")->text(), QStringLiteral("Ask to end (SIGTERM)"));
    QVERIFY(action("SIGKILL")->isEnabled()); // the answer is why it is no use
    QVERIFY(!action("SIGSTOP")->isEnabled() && !action("SIGCONT")->isEnabled());
}

void TestProcessPanel::threadsThatLiveAreCounted()
{
    const QString before = cell(0, "Threads");
    QVERIFY2(before.toInt() > 1, qPrintable(before));
    const store::SnapshotPtr snapshot = m_run->snapshot();
    const auto& threads = *snapshot->threads;
    const auto last = std::find_if(threads.begin(), threads.end(), [](const store::Thread& thread) {
        return thread.process == store::ProcessIndex{0};
    });
    m_run->endThread(store::ThreadIndex{static_cast<std::uint32_t>(last - threads.begin())});
    show();
    QCOMPARE(cell(0, "Threads").toInt(), before.toInt() - 1);
}

void TestProcessPanel::keyboardChooses()
{
    QSignalSpy chosen(m_panel.get(), &ProcessPanel::chosen);
    m_panel->tree()->setFocus();
    m_panel->select(store::ProcessIndex{0});
    QTest::keyClick(m_panel->tree(), Qt::Key_Down);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].value<store::ProcessIndex>(), store::ProcessIndex{1});
}

void TestProcessPanel::emptyStateSaysWhatToDo()
{
    const QImage filled = m_panel->grab().toImage();
    m_panel->setSnapshot(store::Snapshot::empty());
    const QImage image = m_panel->grab().toImage();
    QVERIFY(image != filled);
    QSet<QRgb> colours;
    for (int x = 0; x < image.width(); ++x) {
        for (int y = m_panel->tree()->header()->height() + 4; y < 80; ++y)
            colours << image.pixel(x, y);
    }
    QVERIFY(colours.size() > 4); // a text stands there
}

QTEST_MAIN(TestProcessPanel)
#include "tst_process_panel.moc"
