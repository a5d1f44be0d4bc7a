// SPDX-License-Identifier: GPL-3.0-or-later
// What the Processes panel and the report say of a run that goes on, against /proc, which is read here by other means:
// who is whose child, its state, its name, its threads.
#include "core/control/run_controller.h"
#include "core/control/run_report.h"
#include "core/scenario/catalogue.h"
#include "tests/system/proc_tree.h"
#include "ui/panels/processes/process_panel.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace lanescope;
using namespace Qt::StringLiterals;
using control::ProcessSignal;
using panels::ProcessTreeModel;
using testing::ProcEntry;
using testing::ProcTree;

namespace {

constexpr int kPatienceMs = 20'000;

QString wordOf(char state)
{
    switch (state) {
    case 'R':
        return u"running"_s;
    case 'S':
        return u"asleep"_s;
    case 'D':
        return u"waits for a device"_s;
    case 'T':
        return u"stopped"_s;
    default:
        return u"zombie"_s;
    }
}

const QString kRunIsOver = u"the run is over"_s;

// ps and top say what the tables say.
bool isCalled(const ProcEntry& entry, const QString& name)
{
    constexpr int kLongest = 15; // characters of a name that the kernel keeps
    return entry.name == name.left(kLongest);
}

} // namespace

class TestProcessTree : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void panelIsEqualToProc_data();
    void panelIsEqualToProc();
    void stoppedKilledAndCrashedAreToldApart();

private:
    void start(const QString& id, const QHash<QString, double>& numbers);
    void show() { m_panel->setSnapshot(m_controller->snapshot()); }
    qint64 lab() const { return m_controller->labPid(); }
    QString cell(const QModelIndex& row, const char* title) const;
    QModelIndex rowOf(qint64 pid) const;
    QString stateOf(qint64 pid)
    {
        show();
        return cell(rowOf(pid), "State");
    }
    /// Those that live or are zombies, below a row.
    void collect(QList<QModelIndex>& rows, const QModelIndex& above = {}) const;
    QString differenceOfRow(const QModelIndex& row, const ProcTree& proc) const;
    QString differenceOfThreads(const store::Snapshot& snapshot, const ProcEntry& entry) const;
    static QString differenceOfReport(const QJsonObject& report, const ProcTree& proc);
    /// Empty when both say the same.
    QString difference();
    /// Waits until both say the same.
    bool agrees()
    {
        const auto agreesNow = [this] {
            const QString now = difference();
            if (m_difference.isEmpty() || now != kRunIsOver) // which says nothing of what differed before
                m_difference = now;
            return now.isEmpty();
        };
        m_difference.clear();
        return QTest::qWaitFor(agreesNow, kPatienceMs);
    }
    /// The same, while nobody may move.
    bool allAreStopped() const;

    std::unique_ptr<control::RunController> m_controller;
    std::unique_ptr<panels::ProcessPanel> m_panel;
    QString m_difference;
};

void TestProcessTree::initTestCase()
{
    qputenv("LANESCOPE_LAB", LANESCOPE_REAL_LAB);
    theme::applyTheme(*qApp, theme::ThemeMode::Dark);
}

void TestProcessTree::init()
{
    m_controller = std::make_unique<control::RunController>();
    m_panel = std::make_unique<panels::ProcessPanel>();
}

void TestProcessTree::cleanup()
{
    m_panel.reset();
    m_controller.reset();
}

void TestProcessTree::start(const QString& id, const QHash<QString, double>& numbers)
{
    control::RunRequest request;
    request.scenario = id;
    for (const scenario::Knob& knob : scenario::Catalogue::instance().find(id)->knobs) {
        scenario::KnobValue value = knob.standard;
        value.number = numbers.value(knob.name, value.number);
        request.values.push_back(value);
    }
    m_controller->start(request);
}

QString TestProcessTree::cell(const QModelIndex& row, const char* title) const
{
    const auto* model = m_panel->model();
    for (int column = 0; column < model->columnCount(); ++column) {
        if (model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString() == QLatin1StringView(title))
            return row.siblingAtColumn(column).data().toString();
    }
    return u"no such column"_s;
}

void TestProcessTree::collect(QList<QModelIndex>& rows, const QModelIndex& above) const
{
    for (int i = 0; i < m_panel->model()->rowCount(above); ++i) {
        const QModelIndex row = m_panel->model()->index(i, 0, above);
        const char state = m_panel->model()->snapshot().process(*m_panel->model()->processAt(row)).kernelState;
        if (state != 'X' && state != '?')
            rows << row;
        collect(rows, row);
    }
}

QModelIndex TestProcessTree::rowOf(qint64 pid) const
{
    QList<QModelIndex> rows;
    collect(rows);
    for (const QModelIndex& row : rows) {
        if (cell(row, "PID") == QString::number(pid))
            return row;
    }
    return {};
}

QString TestProcessTree::differenceOfRow(const QModelIndex& row, const ProcTree& proc) const
{
    const QString pid = cell(row, "PID");
    const auto found = proc.constFind(pid.toLongLong());
    if (found == proc.constEnd())
        return pid + u": not in /proc"_s;
    if (pid.toLongLong() != lab() && cell(row.parent(), "PID") != QString::number(found->parent))
        return u"%1: stands below %2, is a child of %3"_s.arg(pid, cell(row.parent(), "PID")).arg(found->parent);
    if (cell(row, "Parent") != QString::number(found->parent))
        return u"%1: parent %2, not %3"_s.arg(pid, cell(row, "Parent")).arg(found->parent);
    if (!cell(row, "State").contains(wordOf(found->state)))
        return u"%1: %2, not %3"_s.arg(pid, cell(row, "State"), QChar::fromLatin1(found->state));
    if (!isCalled(*found, cell(row, "Name")))
        return u"%1: called %2, not %3"_s.arg(pid, cell(row, "Name"), found->name);
    if (found->state != 'Z' && cell(row, "Threads") != QString::number(found->threads.size()))
        return u"%1: %2 threads, not %3"_s.arg(pid, cell(row, "Threads")).arg(found->threads.size());
    return {};
}

QString TestProcessTree::differenceOfThreads(const store::Snapshot& snapshot, const ProcEntry& entry) const
{
    QSet<qint64> alive;
    for (const store::Thread& thread : *snapshot.threads) {
        if (snapshot.process(thread.process).pid != entry.pid || thread.endNs)
            continue;
        alive << thread.tid;
        const QString name = QString::fromStdString(thread.name);
        const QString kernels = entry.threads.value(thread.tid);
        if (thread.tid != entry.pid && kernels != QString::fromUtf8(name.toUtf8().left(15)))
            return u"%1: thread %2 is called %3, not %4"_s.arg(entry.pid).arg(thread.tid).arg(name, kernels);
    }
    const QSet<qint64> expected(entry.threads.keyBegin(), entry.threads.keyEnd());
    return alive == expected ? QString() : u"%1: other threads than in /proc"_s.arg(entry.pid);
}

QString TestProcessTree::differenceOfReport(const QJsonObject& report, const ProcTree& proc)
{
    QSet<qint64> alive;
    for (const QJsonValue& each : report[u"processes"_s].toArray()) {
        const qint64 pid = each[u"pid"_s].toInteger();
        const auto found = proc.constFind(pid);
        if (!each[u"end_s"_s].isNull() || (found != proc.constEnd() && found->state == 'Z'))
            continue;
        alive << pid;
        if (found != proc.constEnd() && !isCalled(*found, each[u"name"_s].toString()))
            return u"the report calls %1 %2"_s.arg(pid).arg(each[u"name"_s].toString());
    }
    QSet<qint64> expected;
    for (const ProcEntry& entry : proc) {
        if (entry.state != 'Z')
            expected << entry.pid;
    }
    return alive == expected ? QString() : u"the report has other processes"_s;
}

QString TestProcessTree::difference()
{
    const ProcTree before = testing::procTree(lab());
    show();
    const store::SnapshotPtr snapshot = m_controller->snapshot();
    const QJsonObject report = control::runReport(m_controller->request(), {}, *snapshot, {});
    const ProcTree proc = testing::procTree(lab());
    if (before != proc)
        return u"it moves"_s;
    if (proc.isEmpty())
        return kRunIsOver;
    QList<QModelIndex> rows;
    collect(rows);
    if (rows.size() != proc.size())
        return u"%1 processes, not %2"_s.arg(rows.size()).arg(proc.size());
    for (const QModelIndex& row : rows) {
        if (const QString text = differenceOfRow(row, proc); !text.isEmpty())
            return text;
    }
    for (const ProcEntry& entry : proc) {
        const QString text = entry.state == 'Z' ? QString() : differenceOfThreads(*snapshot, entry);
        if (!text.isEmpty())
            return text;
    }
    return differenceOfReport(report, proc);
}

bool TestProcessTree::allAreStopped() const
{
    const ProcTree proc = testing::procTree(lab());
    return !proc.isEmpty() && std::all_of(proc.begin(), proc.end(),
                                          [](const auto& each) { return each.state == 'T' || each.state == 'Z'; });
}

void TestProcessTree::panelIsEqualToProc_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QHash<QString, double>>("numbers");
    QTest::addColumn<int>("processes");  // when all of them are there, the lab among them
    QTest::addColumn<QString>("states"); // some of which there must be
    using Numbers = QHash<QString, double>;
    QTest::newRow("a zombie") << u"processes.fork"_s << Numbers{{u"who_ends_first"_s, 0}, {u"work_ms"_s, 3000}} << 4
                              << u"Z"_s;
    QTest::newRow("an orphan") << u"processes.fork"_s << Numbers{{u"who_ends_first"_s, 1}, {u"work_ms"_s, 3000}} << 3
                               << u"S"_s;
    QTest::newRow("a pool") << u"processes.pool"_s << Numbers{{u"size"_s, 5}} << 6 << u"S"_s;
    QTest::newRow("children that fail") << u"processes.crash"_s
                                        << Numbers{{u"mix"_s, 4}, {u"work_ms"_s, 300}, {u"silence_ms"_s, 5000}} << 5
                                        << u"S"_s;
}

void TestProcessTree::panelIsEqualToProc()
{
    using Numbers = QHash<QString, double>;
    QFETCH(QString, id);
    QFETCH(Numbers, numbers);
    QFETCH(int, processes);
    QFETCH(QString, states);
    start(id, numbers);
    const auto isThere = [&] {
        const ProcTree proc = testing::procTree(lab());
        return lab() > 0 && proc.size() == processes && std::any_of(proc.begin(), proc.end(), [&](const auto& each) {
                   return states.contains(QChar::fromLatin1(each.state));
               });
    };
    QTRY_VERIFY_WITH_TIMEOUT(isThere(), kPatienceMs);
    QVERIFY2(agrees(), qPrintable(m_difference));
    m_controller->pause();
    QTRY_VERIFY_WITH_TIMEOUT(allAreStopped(), kPatienceMs);
    QVERIFY2(agrees(), qPrintable(m_difference));
    m_controller->resume();
    QTRY_VERIFY_WITH_TIMEOUT(!allAreStopped(), kPatienceMs);
    QVERIFY2(agrees(), qPrintable(m_difference));
}

void TestProcessTree::stoppedKilledAndCrashedAreToldApart()
{
    start(u"processes.pool"_s, {{u"size"_s, 4}, {u"time_scale"_s, 1}});
    QTRY_COMPARE_WITH_TIMEOUT(testing::procTree(lab()).size(), 5, kPatienceMs);
    QVERIFY2(agrees(), qPrintable(m_difference));
    QList<qint64> children = testing::procTree(lab()).keys();
    children.removeOne(lab());
    const auto index = [&](int child) { return *m_panel->model()->processAt(rowOf(children[child])); };
    const QList<store::ProcessIndex> rows{index(0), index(1), index(2)};
    const auto words = [&](int child) {
        show();
        return cell(m_panel->model()->indexOf(rows[child]), "State");
    };
    QVERIFY(m_controller->signalProcess(children[0], ProcessSignal::Stop));
    QVERIFY(m_controller->signalProcess(children[1], ProcessSignal::Kill));
    QCOMPARE(::kill(static_cast<pid_t>(children[2]), SIGSEGV), 0);
    QTRY_COMPARE_WITH_TIMEOUT(words(0), u"stopped"_s, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(words(1).startsWith(u"was killed by signal 9 (SIGKILL)"_s), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(words(2).startsWith(u"crashed: signal 11 (SIGSEGV"_s), kPatienceMs);
    QCOMPARE(words(0), u"stopped"_s);
}

QTEST_MAIN(TestProcessTree)
#include "tst_process_tree.moc"
